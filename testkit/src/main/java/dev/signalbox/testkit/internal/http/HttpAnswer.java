package dev.signalbox.testkit.internal.http;

import dev.signalbox.testkit.RawRequest.Header;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came back for a request.
 *
 * @param kind whether anything came
 * @param status the HTTP status; 0 without an answer
 * @param headers in their order
 * @param body the content
 * @param note why there is no answer
 */
@SuppressWarnings(
    "ArrayRecordComponent") // answers are not compared, and nobody changes their bytes
public record HttpAnswer(
    AnswerKind kind, int status, List<Header> headers, byte[] body, String note) {
  private static final int SHOWN = 600;

  public enum AnswerKind {
    ANSWERED,
    /** The server closed the connection. */
    CLOSED,
    /** Nothing came in time. */
    SILENT,
    /** There was no connection to be had. */
    UNREACHABLE,
    /** There was a connection, but no TLS, or none that is to be trusted. */
    INSECURE
  }

  public static HttpAnswer of(int status, List<Header> headers, byte[] body) {
    return new HttpAnswer(AnswerKind.ANSWERED, status, List.copyOf(headers), body, "");
  }

  public static HttpAnswer none(AnswerKind kind, String note) {
    return new HttpAnswer(kind, 0, List.of(), new byte[0], note);
  }

  public boolean is(int expected) {
    return status == expected;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Refused by a status from 400 to 499. */
  public boolean isRefusal() {
    return status >= 400 && status < 500;
  }

  public List<String> headers(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** The media type of the body, in lower case, without parameters. */
  public String mediaType() {
    String type = header("Content-Type").orElse("");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** For people. */
  public String shown() {
    if (kind != AnswerKind.ANSWERED) {
      return note;
    }
    return (status + " " + PrintableLine.line(text(), SHOWN)).strip();
  }
}

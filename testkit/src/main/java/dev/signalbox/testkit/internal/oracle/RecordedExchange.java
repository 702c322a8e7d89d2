package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.testkit.RawRequest.Header;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request and what was answered: a line of a recording.
 *
 * @param id its number since the recording was started, by arrival
 * @param time when the request came
 * @param duration until the answer was complete
 * @param upstream the address that answered
 * @param request the request
 * @param answer what the client got
 * @param failure why this is no answer of the upstream, or not all of it; empty where it is
 */
public record RecordedExchange(
    long id,
    Instant time,
    Duration duration,
    String upstream,
    Request request,
    Answer answer,
    Optional<String> failure) {
  private static final String WRONG_MEMBER = "a member is missing or of another type";

  /**
   * A request.
   *
   * @param method its method
   * @param target path and query as sent
   * @param headers without secrets
   * @param token the token without its signature; empty where there was none that can be read
   * @param body its body
   */
  public record Request(
      String method,
      String target,
      List<Header> headers,
      Optional<RecordedToken> token,
      RecordedBody body) {
    /** Copies the headers. */
    public Request {
      headers = List.copyOf(headers);
    }
  }

  /**
   * An answer.
   *
   * @param status its status; 0 where there was none
   * @param headers without secrets
   * @param body its body
   */
  public record Answer(int status, List<Header> headers, RecordedBody body) {
    /** Copies the headers. */
    public Answer {
      headers = List.copyOf(headers);
    }
  }

  /** This as JSON, on one line. */
  public String line() {
    JsonObjectBuilder sent =
        RecordedToken.JSON
            .createObjectBuilder()
            .add("method", request.method())
            .add("target", request.target())
            .add("headers", RecordedHeaders.write(request.headers()));
    request
        .token()
        .ifPresent(
            token ->
                sent.add(
                    "token",
                    RecordedToken.JSON
                        .createObjectBuilder()
                        .add("header", token.header())
                        .add("claims", token.claims())));
    request.body().write(sent);
    JsonObjectBuilder answered =
        RecordedToken.JSON
            .createObjectBuilder()
            .add("status", answer.status())
            .add("headers", RecordedHeaders.write(answer.headers()));
    answer.body().write(answered);
    JsonObjectBuilder line =
        RecordedToken.JSON
            .createObjectBuilder()
            .add("id", id)
            .add("time", time.toString())
            .add("durationMillis", duration.toMillis())
            .add("upstream", upstream)
            .add("request", sent)
            .add("answer", answered);
    failure.ifPresent(reason -> line.add("failure", reason));
    return line.build().toString();
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException with a message for a person, when it is none
   */
  public static RecordedExchange parse(String line) {
    try {
      JsonObject all = RecordedToken.read(line);
      JsonObject sent = object(all, "request");
      JsonObject answered = object(all, "answer");
      Optional<RecordedToken> token =
          sent.containsKey("token")
              ? Optional.of(
                  new RecordedToken(
                      object(object(sent, "token"), "header"),
                      object(object(sent, "token"), "claims")))
              : Optional.empty();
      return new RecordedExchange(
          number(all, "id").longValueExact(),
          Instant.parse(text(all, "time")),
          Duration.ofMillis(number(all, "durationMillis").longValue()),
          text(all, "upstream"),
          new Request(
              text(sent, "method"),
              text(sent, "target"),
              RecordedHeaders.read(object(sent, "headers")),
              token,
              RecordedBody.read(sent)),
          new Answer(
              number(answered, "status").intValueExact(),
              RecordedHeaders.read(object(answered, "headers")),
              RecordedBody.read(answered)),
          Optional.ofNullable(all.getString("failure", null)));
    } catch (JsonException | IllegalStateException e) {
      throw new IllegalArgumentException("it is no JSON object", e);
    } catch (ClassCastException | ArithmeticException e) {
      throw new IllegalArgumentException(WRONG_MEMBER, e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its time is none", e);
    }
  }

  private static JsonNumber number(JsonObject parent, String name) {
    if (parent.get(name) instanceof JsonNumber number) {
      return number;
    }
    throw new IllegalArgumentException(WRONG_MEMBER);
  }

  private static String text(JsonObject parent, String name) {
    if (parent.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw new IllegalArgumentException(WRONG_MEMBER);
  }

  private static JsonObject object(JsonObject parent, String name) {
    if (parent.get(name) instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException("it has no object \"" + name + "\"");
  }
}

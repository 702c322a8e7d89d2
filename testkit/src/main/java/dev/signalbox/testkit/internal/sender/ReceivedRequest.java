package dev.signalbox.testkit.internal.sender;

import dev.signalbox.testkit.RawRequest.Header;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.PrintableLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request that a sender sent.
 *
 * @param number its number, from 1
 * @param method its method
 * @param path its path, as sent
 * @param headers its headers
 * @param body its content
 * @param nanos when it came, by {@link System#nanoTime}
 * @param epochSeconds when it came, by the clock
 * @param status what it was answered with; 0 where the connection was dropped
 * @param afterRegistrations how many calls had been registered before it
 */
@SuppressWarnings(
    "ArrayRecordComponent") // requests are not compared, and nobody changes their bytes
public record ReceivedRequest(
    int number,
    String method,
    String path,
    List<Header> headers,
    byte[] body,
    long nanos,
    long epochSeconds,
    int status,
    int afterRegistrations) {
  private static final int SHOWN = 400;

  public List<String> all(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  public Optional<String> header(String name) {
    return all(name).stream().findFirst();
  }

  public boolean isXml() {
    return header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("xml");
  }

  public boolean isCall() {
    return path.equals(ContractPaths.CALLS);
  }

  /** The key's segment; empty where the path is none of a batch. */
  public Optional<String> segment() {
    String start = ContractPaths.CALLS + "/";
    if (!path.startsWith(start)
        || !path.endsWith(ContractPaths.EVENTS)
        || path.length() <= start.length() + ContractPaths.EVENTS.length()) {
      return Optional.empty();
    }
    String segment = path.substring(start.length(), path.length() - ContractPaths.EVENTS.length());
    return segment.contains("/") ? Optional.empty() : Optional.of(segment);
  }

  public boolean isBatch() {
    return segment().isPresent();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** For people; the token is left out. */
  public String shown() {
    String text = method + " " + path + " " + text();
    return "request " + number + ": " + PrintableLine.line(text, SHOWN);
  }
}

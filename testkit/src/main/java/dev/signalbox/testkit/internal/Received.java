package dev.signalbox.testkit.internal;

import dev.signalbox.testkit.RawRequest.Header;
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
record Received(
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

  List<String> all(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  Optional<String> header(String name) {
    return all(name).stream().findFirst();
  }

  boolean isXml() {
    return header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("xml");
  }

  boolean isCall() {
    return path.equals(Probe.CALLS);
  }

  /** The key's segment; empty where the path is none of a batch. */
  Optional<String> segment() {
    String start = Probe.CALLS + "/";
    if (!path.startsWith(start)
        || !path.endsWith(Probe.EVENTS)
        || path.length() <= start.length() + Probe.EVENTS.length()) {
      return Optional.empty();
    }
    String segment = path.substring(start.length(), path.length() - Probe.EVENTS.length());
    return segment.contains("/") ? Optional.empty() : Optional.of(segment);
  }

  boolean isBatch() {
    return segment().isPresent();
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** For people; the token is left out. */
  String shown() {
    String text = method + " " + path + " " + text();
    return "request " + number + ": " + Shown.line(text, SHOWN);
  }
}

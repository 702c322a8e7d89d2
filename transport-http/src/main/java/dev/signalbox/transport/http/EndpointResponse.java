package dev.signalbox.transport.http;

import java.util.List;
import java.util.Optional;

/**
 * The answer to an {@link EndpointRequest}.
 *
 * @param status the HTTP status
 * @param headers in the order in which they are sent, {@code Content-Type} among them
 * @param body the whole body, which the receiver must not change; leave it out of the answer to a
 *     HEAD
 */
@SuppressWarnings(
    "ArrayRecordComponent") // compared by nobody, and copying it would cost every answer
public record EndpointResponse(int status, List<Header> headers, byte[] body) {
  /**
   * A header line.
   *
   * @param name the header's name
   * @param value its value
   */
  public record Header(String name, String value) {}

  /**
   * Copies the headers.
   *
   * @param status see the component
   * @param headers see the component
   * @param body see the component
   */
  public EndpointResponse {
    headers = List.copyOf(headers);
  }

  /**
   * A header's value.
   *
   * @param name in any case
   * @return the first value; empty when there is none
   */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}

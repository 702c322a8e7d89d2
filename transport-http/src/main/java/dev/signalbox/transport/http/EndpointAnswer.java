package dev.signalbox.transport.http;

import java.util.List;
import java.util.Optional;

/**
 * What an {@link Endpoint} wants done with a request: an answer, or none.
 *
 * @since 0.2.0
 */
public sealed interface EndpointAnswer {
  /**
   * Send this answer.
   *
   * @param status the HTTP status
   * @param headers in the order in which they are sent, {@code Content-Type} among them
   * @param body the whole body, which the receiver must not change; leave it out of the answer to a
   *     HEAD
   * @param outcome what became of the request; empty where a filter answered
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost every answer
  record Response(
      int status, List<HeaderLine> headers, byte[] body, Optional<EndpointOutcome> outcome)
      implements EndpointAnswer {
    /**
     * Copies the headers.
     *
     * @param status the HTTP status
     * @param headers in the order in which they are sent
     * @param body the whole body
     * @param outcome what became of the request
     */
    public Response {
      headers = List.copyOf(headers);
    }

    /**
     * An answer that a filter gives.
     *
     * @param status the HTTP status
     * @param headers in the order in which they are sent
     * @param body the whole body
     */
    public Response(int status, List<HeaderLine> headers, byte[] body) {
      this(status, headers, body, Optional.empty());
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
          .map(HeaderLine::value)
          .findFirst();
    }

    @Override
    public String toString() {
      return status + " " + headers + ", " + body.length + " bytes";
    }
  }

  /**
   * Close the connection without an answer. Whether the batch was taken can't be known, so that no
   * status would be true (RES-2).
   *
   * @param reason a sentence for the log
   */
  record Abort(String reason) implements EndpointAnswer {}

  /**
   * Send the beginning of an answer and close the connection, as a server that breaks down does. A
   * fault that only filters inject, to see what a client makes of it.
   *
   * @param response the answer, whose whole length is announced
   * @param bytes how much of its body is sent; less than it has
   * @param reason a sentence for the log
   */
  record Cut(Response response, int bytes, String reason) implements EndpointAnswer {}

  /**
   * A header line.
   *
   * @param name the header's name
   * @param value its value
   */
  record HeaderLine(String name, String value) {}
}

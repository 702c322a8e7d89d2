package dev.signalbox.transport.http;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request as the {@link Endpoint} needs it, whatever server received it. Used by one thread
 * at a time.
 */
public interface EndpointRequest {
  /**
   * The method.
   *
   * @return such as {@code POST}
   */
  String method();

  /**
   * The path, not decoded and without the query (KEY-1). A target that begins with two slashes is
   * such a path and names no authority (REQ-1).
   *
   * @return such as {@code /telephony/v1/voiceCalls/a%2Fb/realtimeConversationEvents}
   */
  String rawPath();

  /**
   * The request target as it came, for logs: with the query, and in whatever form (REQ-1).
   *
   * @return such as {@code //telephony/v1/voiceCalls?x=1}; the path where the server does not tell
   */
  default String target() {
    return rawPath();
  }

  /**
   * A header's values.
   *
   * @param name in any case
   * @return a value for each line of that name, in their order; empty when there is none
   */
  List<String> headers(String name);

  /**
   * All headers, for what records requests.
   *
   * @return each name with its values; empty where the server does not tell
   */
  default Map<String, List<String>> headers() {
    return Map.of();
  }

  /**
   * The client's address, for logs and limits; a proxy's where there is one between.
   *
   * @return the address; empty where the server does not tell
   * @since 0.2.0
   */
  default Optional<InetSocketAddress> remoteAddress() {
    return Optional.empty();
  }

  /**
   * The body. It is not touched before the token is accepted (AUTH-6), and not at all when the
   * request is refused for what stands before it.
   *
   * @return a stream that ends with the body
   */
  InputStream body();
}

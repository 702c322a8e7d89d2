package dev.signalbox.engine.netty.internal.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets to no handler.
 *
 * @param status the answer's
 * @param reason a sentence for the log
 */
public record RequestRefusal(int status, String reason) {
  /** The refusal of a request whose head was read, or could not be; null for none. */
  public static @Nullable RequestRefusal of(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return ofHead(request.decoderResult().cause());
    }
    boolean current = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!current && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return new RequestRefusal(505, "the version is neither HTTP/1.0 nor HTTP/1.1");
    }
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (current && hosts.isEmpty())) {
      return new RequestRefusal(400, "there must be exactly one Host");
    }
    if (hosts.size() == 1 && !isHost(hosts.get(0))) {
      return new RequestRefusal(400, "the Host is malformed");
    }
    if (request.uri().equals("*") && !request.method().equals(HttpMethod.OPTIONS)) {
      return new RequestRefusal(400, "the target * is for OPTIONS alone");
    }
    List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean known =
        codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    return known ? null : new RequestRefusal(501, "a Transfer-Encoding other than chunked");
  }

  /** The refusal of a body whose framing could not be read. */
  public static RequestRefusal ofBody() {
    return new RequestRefusal(400, "the body's chunks are malformed, or a trailer is too long");
  }

  /** Never with the decoder's own words: they may quote a header, and with it a token. */
  private static RequestRefusal ofHead(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new RequestRefusal(414, "the request line is too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new RequestRefusal(431, "the header fields are too long or too many");
    }
    return new RequestRefusal(400, "the request line, a header field or the framing is malformed");
  }

  /** Whether a value could be a host and a port: none of the characters that part URIs or lists. */
  private static boolean isHost(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || "/\\?#@,\"<>{}|^`".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }
}

package dev.signalbox.standalone.faults;

import dev.signalbox.transport.http.EndpointRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request with another body. */
final class ReplacedBody implements EndpointRequest {
  private static final String LENGTH = "Content-Length";
  private static final String ENCODING = "Transfer-Encoding";

  private final EndpointRequest request;
  private final byte[] body;

  ReplacedBody(EndpointRequest request, byte[] body) {
    this.request = request;
    this.body = body;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String rawPath() {
    return request.rawPath();
  }

  @Override
  public String target() {
    return request.target();
  }

  @Override
  public List<String> headers(String name) {
    if (name.equalsIgnoreCase(LENGTH)) {
      return List.of(Integer.toString(body.length));
    }
    return name.equalsIgnoreCase(ENCODING) ? List.of() : request.headers(name);
  }

  @Override
  public Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    headers.remove(ENCODING);
    headers.put(LENGTH, headers(LENGTH));
    return headers;
  }

  @Override
  public InputStream body() {
    return new ByteArrayInputStream(body);
  }
}

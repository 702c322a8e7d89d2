package dev.signalbox.engine.netty.internal.http;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A request's target (RFC 9112, section 3.2).
 *
 * @param uri what handlers see. Its raw path is the path as it came; an authority in it is one only
 *     in the absolute form.
 * @param path decides which context answers
 */
public record RequestTarget(URI uri, String path) {
  /**
   * Reads a target.
   *
   * <ul>
   *   <li>A path stays a path, also where it begins with two slashes: these would begin an
   *       authority in a URI, so an empty authority is put before them.
   *   <li>An absolute URI with http or https is taken by its path.
   *   <li>Any other URI, and {@code *}, belongs to the context {@code /}. Its path does not begin
   *       with a slash, so that no handler takes it for one of its own.
   * </ul>
   *
   * @throws URISyntaxException when it is none of these
   */
  public static RequestTarget parse(String raw) throws URISyntaxException {
    if (raw.indexOf('#') >= 0) {
      throw new URISyntaxException(raw, "a target has no fragment");
    }
    if (raw.chars().anyMatch(c -> c >= 0x7f)) {
      // Java's class takes such a character, which a client has to encode, for one of a URI.
      throw new URISyntaxException(raw, "a target is ASCII");
    }
    if (raw.startsWith("/")) {
      URI uri = new URI(raw.startsWith("//") ? "//" + raw : raw);
      return new RequestTarget(uri, uri.getPath());
    }
    URI uri = new URI(raw);
    if (raw.equals("*")) {
      return new RequestTarget(uri, "/");
    }
    if (uri.getScheme() == null || uri.isOpaque()) {
      throw new URISyntaxException(raw, "neither a path nor an absolute URI");
    }
    if (!uri.getScheme().equalsIgnoreCase("http") && !uri.getScheme().equalsIgnoreCase("https")) {
      return new RequestTarget(new URI("./" + raw), "/");
    }
    if (uri.getRawAuthority() == null) {
      throw new URISyntaxException(raw, "an absolute URI without an authority");
    }
    if (uri.getRawPath().isEmpty()) {
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      uri = new URI(uri.getScheme() + "://" + uri.getRawAuthority() + "/" + query);
    }
    return new RequestTarget(uri, uri.getPath());
  }
}

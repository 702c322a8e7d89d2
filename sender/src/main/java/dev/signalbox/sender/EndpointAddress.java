package dev.signalbox.sender;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.internal.text.TelephonyPaths;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * An endpoint's address: {@code https://host[:port][/prefix]}, given with or without {@code
 * /telephony/v1}, with which every path of the contract begins. Immutable.
 *
 * @since 0.2.0
 */
public final class EndpointAddress {
  private static final String EXAMPLE = "https://MyDomain.my.salesforce-scrt.com";

  private final URI base;

  private EndpointAddress(URI base) {
    this.base = base;
  }

  /**
   * An address from a URL.
   *
   * @param url http or https, with a host, and without user, query and fragment
   * @return the address
   * @throws IllegalArgumentException when it can't be used; the message says why
   */
  public static EndpointAddress of(URI url) {
    String scheme = url.getScheme();
    if (scheme == null
        || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
        || url.getHost() == null) {
      throw new IllegalArgumentException(
          "The endpoint's address must be an http or https URL with a host, such as "
              + EXAMPLE
              + ".");
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The endpoint's address must have no user, query or fragment: give scheme, host, port and"
              + " perhaps a path.");
    }
    if (url.getPort() == 0 || url.getPort() > 65_535) {
      throw new IllegalArgumentException("The endpoint's port must be from 1 to 65535.");
    }
    String text = withoutSlash(url.toString());
    return new EndpointAddress(
        URI.create(
            text.endsWith(TelephonyPaths.PREFIX)
                ? withoutSlash(text.substring(0, text.length() - TelephonyPaths.PREFIX.length()))
                : text));
  }

  /**
   * An address from a text.
   *
   * @param text a URL
   * @return the address
   * @throws IllegalArgumentException when it can't be used; the message says why
   */
  public static EndpointAddress parse(String text) {
    try {
      return of(new URI(text));
    } catch (URISyntaxException e) {
      // Without a cause: its message would quote the text, which may hold a password.
      throw new IllegalArgumentException(
          "The endpoint's address must be a URL such as " + EXAMPLE + ".");
    }
  }

  private static String withoutSlash(String text) {
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }

  /**
   * The address without {@code /telephony/v1}.
   *
   * @return a URL without a slash at its end
   */
  public URI base() {
    return base;
  }

  /**
   * Where voice calls are registered (CALL-1).
   *
   * @return a URL
   */
  public URI calls() {
    return URI.create(base + TelephonyPaths.CALLS);
  }

  /**
   * Where a voice call's events are sent (REQ-1).
   *
   * @param key the call's key
   * @return a URL
   */
  public URI events(VendorCallKey key) {
    return URI.create(base + TelephonyPaths.CALLS + "/" + key.encoded() + TelephonyPaths.EVENTS);
  }

  /** Whether what is sent there can be read on the way: no TLS, and another computer. */
  boolean isInTheClear() {
    String host = base.getHost();
    return base.getScheme().equalsIgnoreCase("http")
        && !host.equalsIgnoreCase("localhost")
        && !host.equals("[::1]")
        && !host.matches("127(\\.[0-9]+){3}");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EndpointAddress address && address.base.equals(base);
  }

  @Override
  public int hashCode() {
    return base.hashCode();
  }

  /**
   * The address as a URL.
   *
   * @return as {@link #base}
   */
  @Override
  public String toString() {
    return base.toString();
  }
}

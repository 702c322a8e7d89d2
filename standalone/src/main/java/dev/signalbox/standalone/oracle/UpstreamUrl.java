package dev.signalbox.standalone.oracle;

import dev.signalbox.core.internal.text.TelephonyPaths;
import dev.signalbox.standalone.cli.Converters;
import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the address of an upstream, with or without {@code /telephony/v1} at its end. */
final class UpstreamUrl implements ITypeConverter<URI> {
  private static final String EXAMPLE = "a URL such as https://MyDomain.my.salesforce-scrt.com";

  @Override
  public URI convert(String text) {
    try {
      String base = text.replaceFirst("/+$", "");
      URI uri =
          new URI(
              base.endsWith(TelephonyPaths.PREFIX)
                  ? base.substring(0, base.length() - TelephonyPaths.PREFIX.length())
                  : base);
      if (uri.getRawUserInfo() != null) {
        // It may be a password: it is not shown.
        throw new TypeConversionException("must be " + EXAMPLE + ", without a user and a query");
      }
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() < 65_536);
      if (http
          && port
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Refused below.
    }
    throw Converters.not(text, EXAMPLE);
  }
}

package dev.signalbox.standalone.tools;

import dev.signalbox.standalone.cli.Converters;
import java.net.URI;
import picocli.CommandLine.Option;

/** The option that names an endpoint. */
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class EndpointOption {
  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = Converters.EndpointAddress.DEFAULT,
      converter = Converters.EndpointAddress.class,
      description = "The endpoint: its address, with or without /telephony/v1 at the end.")
  private URI to;

  URI to() {
    return to;
  }
}

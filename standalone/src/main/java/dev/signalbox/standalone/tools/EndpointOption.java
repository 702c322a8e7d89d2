package dev.signalbox.standalone.tools;

import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.standalone.cli.Converters;
import picocli.CommandLine.Option;

/** The option that names an endpoint. */
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class EndpointOption {
  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = Converters.EndpointUrl.DEFAULT,
      converter = Converters.EndpointUrl.class,
      description = "The endpoint: its address, with or without /telephony/v1 at the end.")
  private EndpointAddress to;

  EndpointAddress to() {
    return to;
  }
}

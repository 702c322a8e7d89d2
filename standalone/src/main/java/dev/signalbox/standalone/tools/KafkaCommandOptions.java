package dev.signalbox.standalone.tools;

import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportLog;
import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.serve.TransportModules;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Option;

/** Where the log of batches is. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KafkaCommandOptions {
  @Option(
      names = "--transport",
      paramLabel = "kafka",
      defaultValue = "kafka",
      description = "What carries the batches.")
  private String transport;

  @Option(
      names = "--kafka-bootstrap",
      required = true,
      paramLabel = "HOST:PORT[,...]",
      description = "The brokers to ask first.")
  private String bootstrap;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "What the names of topics and groups begin with. Default: signalbox")
  private Optional<String> topicPrefix;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "A properties file with the clients' settings of security (security.*, ssl.*, sasl.*).")
  private Optional<String> config;

  /** Opens the log. */
  TransportLog open() throws CommandFailure {
    TransportProvider provider = TransportModules.find(transport);
    Map<String, String> texts = new HashMap<>();
    texts.put("bootstrap", bootstrap);
    topicPrefix.ifPresent(prefix -> texts.put("topic-prefix", prefix));
    config.ifPresent(file -> texts.put("config", file));
    try {
      return provider
          .log(
              new TransportConfig(
                  new NoCalls(), DeliveryListener.LOGGING, Clock.systemUTC(), texts))
          .orElseThrow(
              () ->
                  CommandFailure.usage(
                      "--transport: " + transport + " keeps no log; name the transport kafka"));
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("--transport " + transport + ": " + wrong.getMessage());
    } catch (IllegalStateException away) {
      throw CommandFailure.failure("--transport " + transport + ": " + away.getMessage());
    }
  }

  /** A reader asks for no calls. */
  private static final class NoCalls implements VoiceCallDirectory {
    @Override
    public Optional<dev.signalbox.core.VendorCallKey> firstCall(
        dev.signalbox.core.CallCenterId callCenter, dev.signalbox.core.VendorCallKey key) {
      return Optional.empty();
    }

    @Override
    public CompletableFuture<dev.signalbox.core.spi.Registration> register(
        dev.signalbox.core.CallCenterId callCenter, dev.signalbox.core.VoiceCall call) {
      throw new UnsupportedOperationException("a reader registers no calls");
    }
  }
}

package dev.signalbox.sender.provider;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.HttpTransport;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SenderOptionsBuilder;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.tokens.PrivateKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Makes {@link HttpTransport}s by the name {@code http}, on top of the transport {@code inmemory},
 * which has to be there too.
 *
 * <p>Options: {@code to}, the upstream's address; {@code to-call-center}, its call center as {@code
 * ORG:API_NAME}; {@code key}, a file with that call center's private key in PEM form; these three
 * are required. {@code relay}, {@code queue} (the default) or {@code sync}; {@code deadline} and
 * {@code timeout}, in seconds; {@code parallelism}; {@code audience}; {@code fresh-tokens} and
 * {@code repeat-unanswered}, {@code true} or {@code false}; all of them as {@link
 * SenderOptionsBuilder} describes them. Further options are the local transport's; with {@code
 * sync} its bounds hold for what waits for the upstream as well.
 */
public final class HttpTransportProvider implements TransportProvider {
  /** The largest body that is relayed: whatever an endpoint here may have let in. */
  private static final int MAX_BODY = 1 << 30;

  /** DLV-5. */
  private static final int DEFAULT_PER_CONVERSATION = 256;

  /** A provider; there is no need for more than one. */
  public HttpTransportProvider() {}

  @Override
  public String name() {
    return "http";
  }

  @Override
  public Transport create(TransportConfig config) {
    Map<String, String> options = new TreeMap<>(config.options());
    EndpointAddress to = required(options, "to", "the upstream's address", EndpointAddress::parse);
    CallCenterId callCenter =
        required(
            options,
            "to-call-center",
            "the upstream's call center, ORG:API_NAME",
            HttpTransportProvider::callCenter);
    PrivateKey key =
        required(
            options,
            "key",
            "a file with that call center's private key",
            HttpTransportProvider::key);
    HttpTransport.Mode mode =
        optional(options, "relay", HttpTransportProvider::mode).orElse(HttpTransport.Mode.QUEUE);
    SenderOptionsBuilder sender =
        named("key", () -> SenderOptions.builder(to, callCenter, key))
            .clock(config.clock())
            .maxBody(MAX_BODY);
    if (mode == HttpTransport.Mode.QUEUE) {
      // What waits is bounded by the local transport.
      sender.maxBytes(Long.MAX_VALUE).maxBatches(Integer.MAX_VALUE);
    } else {
      sender.maxBatchesPerConversation(DEFAULT_PER_CONVERSATION);
      Map<String, String> bounds = new TreeMap<>(options);
      number(bounds, "max-batches-per-conversation", sender::maxBatchesPerConversation);
      number(bounds, "max-batches", sender::maxBatches);
      optional(bounds, "max-bytes", Long::valueOf).ifPresent(sender::maxBytes);
    }
    seconds(options, "deadline", sender::deadline);
    seconds(options, "timeout", sender::requestTimeout);
    number(options, "parallelism", sender::parallelism);
    flag(options, "fresh-tokens", sender::freshTokens);
    flag(options, "repeat-unanswered", sender::repeatUnanswered);
    optional(options, "audience", sender::audience);
    Transport local =
        TransportProvider.find(Optional.of("inmemory"))
            .create(
                new TransportConfig(config.calls(), config.listener(), config.clock(), options));
    return HttpTransport.of(local, SignalSender.of(sender.build()), mode);
  }

  private static CallCenterId callCenter(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("it must be ORG:API_NAME");
    }
    return CallCenterId.of(text.substring(0, colon), text.substring(colon + 1));
  }

  private static PrivateKey key(String file) {
    try {
      return PrivateKeys.ofPem(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the file can't be read (" + e.getClass().getSimpleName() + ")", e);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("that is no file's name", e);
    }
  }

  private static HttpTransport.Mode mode(String text) {
    return switch (text) {
      case "queue" -> HttpTransport.Mode.QUEUE;
      case "sync" -> HttpTransport.Mode.SYNC;
      default -> throw new IllegalArgumentException("it must be queue or sync");
    };
  }

  private static void seconds(
      Map<String, String> options, String name, Consumer<Duration> setting) {
    optional(
        options,
        name,
        text -> {
          setting.accept(Duration.ofSeconds(Long.parseLong(text)));
          return text;
        });
  }

  private static void number(Map<String, String> options, String name, IntConsumer setting) {
    optional(
        options,
        name,
        text -> {
          setting.accept(Integer.parseInt(text));
          return text;
        });
  }

  private static void flag(Map<String, String> options, String name, Consumer<Boolean> setting) {
    optional(
        options,
        name,
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("it must be true or false");
          }
          setting.accept(text.equals("true"));
          return text;
        });
  }

  private static <T> T required(
      Map<String, String> options, String name, String what, Function<String, T> reading) {
    return optional(options, name, reading)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The transport \"http\" needs the option " + name + ": " + what + "."));
  }

  private static <T> Optional<T> optional(
      Map<String, String> options, String name, Function<String, T> reading) {
    String text = options.remove(name);
    if (text == null) {
      return Optional.empty();
    }
    return Optional.of(named(name + " \"" + text + "\"", () -> reading.apply(text.strip())));
  }

  private static <T> T named(String name, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The option " + name + " of the transport \"http\" must be a whole number.", e);
    } catch (IllegalArgumentException e) {
      String why =
          e instanceof ContractViolationException violated
              ? violated.violations().get(0).detail()
              : e.getMessage();
      throw new IllegalArgumentException(
          "The option " + name + " of the transport \"http\" can't be used: " + why, e);
    }
  }
}

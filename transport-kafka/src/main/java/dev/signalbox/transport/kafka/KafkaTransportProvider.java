package dev.signalbox.transport.kafka;

import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportLog;
import dev.signalbox.core.spi.TransportProvider;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Makes {@link KafkaTransport}s by the name {@code kafka}.
 *
 * <p>Options: {@code bootstrap}, the brokers to ask first, which is required; {@code topic-prefix};
 * {@code config}, a properties file with security settings of the Kafka clients; {@code
 * partitions}; {@code max-batches-per-conversation}; {@code max-stuck-calls}; {@code max-attempts};
 * {@code batch-retention-hours}; and, as far as voice calls and tokens go, {@code
 * max-conversations}, {@code max-calls}, {@code max-calls-per-conversation}, {@code
 * conversation-ttl-seconds}, {@code max-tokens} and {@code reuse-voice-call-ids}. They are as
 * {@link KafkaOptions.Builder} describes them.
 *
 * @since 0.2.0
 */
public final class KafkaTransportProvider implements TransportProvider {
  /** A provider; there is no need for more than one. */
  public KafkaTransportProvider() {}

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public Transport create(TransportConfig config) {
    return KafkaTransport.start(options(config));
  }

  @Override
  public Optional<TransportLog> log(TransportConfig config) {
    return Optional.of(KafkaBatchLog.open(options(config)));
  }

  private static KafkaOptions options(TransportConfig config) {
    Map<String, String> texts = new TreeMap<>(config.options());
    String bootstrap = texts.remove("bootstrap");
    if (bootstrap == null || bootstrap.isBlank()) {
      throw new IllegalArgumentException(
          "The transport \"kafka\" needs the option bootstrap: HOST:PORT[,HOST:PORT…] of brokers.");
    }
    KafkaOptions.Builder options =
        KafkaOptions.builder(bootstrap.strip()).listener(config.listener());
    text(texts, "topic-prefix", options::topicPrefix);
    text(texts, "config", file -> options.clientSettings(settings(file)));
    number(texts, "partitions", options::partitions);
    number(texts, "max-batches-per-conversation", options::maxBatchesPerConversation);
    number(texts, "max-stuck-calls", options::maxStuckCalls);
    number(texts, "max-attempts", options::maxAttempts);
    number(texts, "batch-retention-hours", h -> options.batchRetention(Duration.ofHours(h)));
    number(texts, "max-conversations", options::maxConversations);
    number(texts, "max-calls", options::maxCalls);
    number(texts, "max-calls-per-conversation", options::maxCallsPerConversation);
    number(texts, "conversation-ttl-seconds", s -> options.conversationTtl(Duration.ofSeconds(s)));
    number(texts, "max-tokens", options::maxTokens);
    text(texts, "reuse-voice-call-ids", t -> options.reuseVoiceCallIds(Boolean.parseBoolean(t)));
    if (!texts.isEmpty()) {
      throw new IllegalArgumentException(
          "The transport \"kafka\" has no option "
              + String.join(", ", texts.keySet())
              + ". Its options are bootstrap, topic-prefix, config, partitions,"
              + " max-batches-per-conversation, max-stuck-calls, max-attempts and"
              + " batch-retention-hours.");
    }
    return options.build();
  }

  private static void text(Map<String, String> texts, String name, Consumer<String> use) {
    String text = texts.remove(name);
    if (text == null) {
      return;
    }
    try {
      use.accept(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The option " + name + " of the transport \"kafka\": " + e.getMessage(), e);
    }
  }

  private static void number(Map<String, String> texts, String name, IntConsumer use) {
    text(
        texts,
        name,
        text -> {
          int value;
          try {
            value = Integer.parseInt(text);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no whole number.", e);
          }
          use.accept(value);
        });
  }

  private static Map<String, String> settings(String file) {
    Properties read = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      read.load(in);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(file + " can't be read: " + e, e);
    }
    Map<String, String> settings = new HashMap<>();
    read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
    return settings;
  }
}

package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.OptionList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The options of delivery over Kafka. */
final class KafkaOptionList {
  static final String KAFKA = "kafka";

  final OptionList.Value<String> bootstrap;
  final OptionList.Value<String> topicPrefix;
  final OptionList.Value<Path> config;

  KafkaOptionList(OptionList options) {
    bootstrap =
        options.optional(
            "--kafka-bootstrap",
            "HOST:PORT[,...]",
            String.class,
            text -> text,
            "With --transport kafka: the brokers to ask first.");
    topicPrefix =
        options.optional(
            "--topic-prefix",
            "PREFIX",
            String.class,
            text -> text,
            "With --transport kafka: what the names of topics and groups begin with. Default: signalbox");
    config =
        options.optional(
            "--kafka-config",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "With --transport kafka: a properties file with the clients' settings of security (security.*, ssl.*, sasl.*).");
  }

  /** Refuses them where they mean nothing. */
  void refuse() throws CommandFailure {
    Map<String, Optional<?>> all = new LinkedHashMap<>();
    all.put("--kafka-bootstrap", bootstrap.find());
    all.put("--topic-prefix", topicPrefix.find());
    all.put("--kafka-config", config.find());
    for (Map.Entry<String, Optional<?>> option : all.entrySet()) {
      if (option.getValue().isPresent()) {
        throw CommandFailure.usage(option.getKey() + " needs --transport kafka");
      }
    }
  }

  /** As the transport reads them. */
  Map<String, String> texts() throws CommandFailure {
    if (bootstrap.find().isEmpty()) {
      throw CommandFailure.usage(
          "--transport kafka needs the option --kafka-bootstrap: HOST:PORT[,HOST:PORT...] of"
              + " brokers");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("bootstrap", bootstrap.find().get());
    topicPrefix.find().ifPresent(prefix -> texts.put("topic-prefix", prefix));
    config.find().ifPresent(file -> texts.put("config", file.toString()));
    return texts;
  }
}

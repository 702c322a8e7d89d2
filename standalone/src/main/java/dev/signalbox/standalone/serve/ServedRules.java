package dev.signalbox.standalone.serve;

import dev.signalbox.core.Participant;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.rules.LogHandler;
import dev.signalbox.rules.RuleEngine;
import dev.signalbox.rules.RuleEvaluator;
import dev.signalbox.rules.RuleFolder;
import dev.signalbox.rules.RuleWatch;
import dev.signalbox.rules.WebhookHandler;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.model.RuleReading;
import dev.signalbox.rules.model.Utterance;
import dev.signalbox.rules.spi.ActionHandlerConfig;
import dev.signalbox.rules.spi.ActionHandlerProvider;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.TerminalText;
import dev.signalbox.standalone.log.ServerLog;
import dev.signalbox.telephony.model.TelephonyEvent;
import dev.signalbox.telephony.model.TranscriptMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The rules of a folder at work in the server. */
final class ServedRules {
  /** How long to wait between looks at the folder. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final RuleEvaluator evaluator;
  private final RuleEngine engine;
  private final RuleWatch watch;

  private ServedRules(RuleEvaluator evaluator, RuleEngine engine, RuleWatch watch) {
    this.evaluator = evaluator;
    this.engine = engine;
    this.watch = watch;
  }

  /**
   * Reads the rules, and has them see what the transport delivers.
   *
   * @param fired also gets what fires
   * @return empty where the operator names no folder
   * @throws CommandFailure when a file is no rule
   */
  static Optional<ServedRules> of(
      ServeOptions options, Transport transport, Consumer<FiredRule> fired, ServerLog log)
      throws CommandFailure {
    Optional<Path> dir = options.rules.find();
    if (dir.isEmpty()) {
      refuse(options.rulesWebhook.find().orElse(List.of()), "--rules-webhook");
      refuse(options.rulesOption.find().orElse(List.of()), "--rules-option");
      return Optional.empty();
    }
    RuleFolder folder = RuleFolder.of(dir.get());
    RuleReading reading = read(folder, dir.get());
    log.rules(dir.get(), reading);
    if (!reading.errors().isEmpty()) {
      throw CommandFailure.failure(
          "there are faults in the rules of "
              + dir.get()
              + ", the first: "
              + TerminalText.line(reading.errors().get(0).toString()));
    }
    RuleEvaluator evaluator =
        RuleEvaluator.builder(reading.rules())
            .maxConversations(options.maxConversations.get())
            .timeToLive(options.conversationTtl.get())
            .build();
    RuleEngine.Builder engine =
        RuleEngine.builder(evaluator).handler(LogHandler.of()).handler(fired::accept);
    options
        .rulesWebhook
        .find()
        .orElse(List.of())
        .forEach(url -> engine.handler(WebhookHandler.builder(url).build()));
    plugIn(options, engine);
    RuleWatch watch;
    try {
      watch =
          folder.watch(
              LOOK,
              changed -> {
                log.rules(dir.get(), changed);
                // Half an edit must not take rules away that were there.
                if (changed.errors().isEmpty()) {
                  evaluator.rules(changed.rules());
                }
              });
    } catch (IOException e) {
      throw CommandFailure.failure(
          "the rules in " + dir.get() + " can't be watched: " + IoErrors.of(e));
    }
    ServedRules rules = new ServedRules(evaluator, engine.build(), watch);
    transport.subscribe("rules", rules.engine);
    return Optional.of(rules);
  }

  private static RuleReading read(RuleFolder folder, Path dir) throws CommandFailure {
    try {
      return folder.read();
    } catch (IOException e) {
      throw CommandFailure.failure("the rules in " + dir + " can't be read: " + IoErrors.of(e));
    }
  }

  private static void refuse(List<?> values, String option) throws CommandFailure {
    if (!values.isEmpty()) {
      throw CommandFailure.usage(option + " goes with --rules DIR");
    }
  }

  private static void plugIn(ServeOptions options, RuleEngine.Builder engine)
      throws CommandFailure {
    List<ActionHandlerProvider> providers;
    try {
      providers = ActionHandlerProvider.find();
    } catch (IllegalStateException several) {
      throw CommandFailure.usage("--rules: " + several.getMessage());
    }
    Map<String, Map<String, String>> byHandler = new HashMap<>();
    for (Map.Entry<String, String> option : options.rulesOption.find().orElse(List.of())) {
      String[] name = option.getKey().split("\\.", 2);
      if (name.length < 2) {
        throw CommandFailure.usage("--rules-option: must be HANDLER.NAME=VALUE");
      }
      byHandler
          .computeIfAbsent(name[0], handler -> new HashMap<>())
          .put(name[1], option.getValue());
    }
    for (ActionHandlerProvider provider : providers) {
      Map<String, String> own =
          Optional.ofNullable(byHandler.remove(provider.name())).orElse(Map.of());
      try {
        engine.handler(provider.create(new ActionHandlerConfig(own)));
      } catch (IllegalArgumentException wrong) {
        throw CommandFailure.usage(
            "--rules-option: " + provider.name() + ": " + wrong.getMessage());
      }
    }
    if (!byHandler.isEmpty()) {
      throw CommandFailure.usage(
          "--rules-option: there is no action handler "
              + String.join(", ", new TreeSet<>(byHandler.keySet()))
              + "; found: "
              + (providers.isEmpty()
                  ? "none"
                  : String.join(
                      ", ", providers.stream().map(ActionHandlerProvider::name).toList())));
    }
  }

  /** Forgets what was seen of all conversations. */
  void clear() {
    evaluator.clear();
  }

  /** Lets the handlers finish what is waiting; what they could not is logged. */
  void stop(Duration deadline) {
    watch.close();
    engine.shutdown(deadline);
  }

  /** Has the rules on keywords see a message of a transcript (RUL-2). */
  void told(TelephonyEvent event) {
    event
        .message()
        .ifPresent(
            message ->
                speaker(message)
                    .ifPresent(
                        speaker ->
                            engine.onUtterance(
                                new Utterance(
                                    event.conversation(),
                                    event.vendorCallKey(),
                                    message.messageId(),
                                    speaker,
                                    message.content(),
                                    Instant.ofEpochMilli(message.startTime())))));
  }

  /** Supervisors and outsiders are neither. */
  private static Optional<Participant> speaker(TranscriptMessage message) {
    return switch (message.senderType()) {
      case END_USER -> Optional.of(Participant.CUSTOMER);
      case HUMAN_AGENT, VIRTUAL_AGENT -> Optional.of(Participant.AGENT);
      case EXTERNAL_USER, SUPERVISOR -> Optional.empty();
    };
  }
}

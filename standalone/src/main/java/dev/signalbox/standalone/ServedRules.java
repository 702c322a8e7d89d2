package dev.signalbox.standalone;

import dev.signalbox.core.spi.Transport;
import dev.signalbox.rules.LogHandler;
import dev.signalbox.rules.RuleEngine;
import dev.signalbox.rules.RuleEvaluator;
import dev.signalbox.rules.RuleFolder;
import dev.signalbox.rules.RuleWatch;
import dev.signalbox.rules.WebhookHandler;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.model.RuleReading;
import dev.signalbox.rules.spi.ActionHandlerConfig;
import dev.signalbox.rules.spi.ActionHandlerProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

  private final RuleEngine engine;
  private final RuleWatch watch;

  private ServedRules(RuleEngine engine, RuleWatch watch) {
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
      Settings settings, Transport transport, Consumer<FiredRule> fired, ServerLog log)
      throws CommandFailure {
    Optional<Path> dir = settings.optional(ServeSettings.RULES);
    if (dir.isEmpty()) {
      refuse(settings, ServeSettings.RULES_WEBHOOK);
      refuse(settings, ServeSettings.RULES_OPTION);
      return Optional.empty();
    }
    RuleFolder folder = RuleFolder.of(dir.get());
    RuleReading reading = RulesCommand.read(dir.get());
    log.rules(dir.get(), reading);
    if (!reading.errors().isEmpty()) {
      throw CommandFailure.failure(
          "there are faults in the rules of "
              + dir.get()
              + ", the first: "
              + LogLine.escaped(reading.errors().get(0).toString()));
    }
    RuleEvaluator evaluator =
        RuleEvaluator.builder(reading.rules())
            .maxConversations(settings.one(ServeSettings.MAX_CONVERSATIONS))
            .timeToLive(settings.one(ServeSettings.CONVERSATION_TTL))
            .build();
    RuleEngine.Builder engine =
        RuleEngine.builder(evaluator).handler(LogHandler.of()).handler(fired::accept);
    settings
        .all(ServeSettings.RULES_WEBHOOK)
        .forEach(url -> engine.handler(WebhookHandler.builder(url).build()));
    plugIn(settings, engine);
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
          "the rules in " + dir.get() + " can't be watched: " + Reasons.of(e));
    }
    ServedRules rules = new ServedRules(engine.build(), watch);
    transport.subscribe(rules.engine);
    return Optional.of(rules);
  }

  private static void refuse(Settings settings, Setting<?> setting) throws CommandFailure {
    if (!settings.all(setting).isEmpty()) {
      throw CommandFailure.usage(
          setting.option() + " goes with " + ServeSettings.RULES.option() + " DIR");
    }
  }

  private static void plugIn(Settings settings, RuleEngine.Builder engine) throws CommandFailure {
    List<ActionHandlerProvider> providers;
    try {
      providers = ActionHandlerProvider.find();
    } catch (IllegalStateException several) {
      throw CommandFailure.usage(ServeSettings.RULES.option() + ": " + several.getMessage());
    }
    Map<String, Map<String, String>> options = new HashMap<>();
    for (Map.Entry<String, String> option : settings.all(ServeSettings.RULES_OPTION)) {
      String[] name = option.getKey().split("\\.", 2);
      if (name.length < 2) {
        throw CommandFailure.usage(
            ServeSettings.RULES_OPTION.option()
                + ": must be "
                + ServeSettings.RULES_OPTION.label());
      }
      options.computeIfAbsent(name[0], handler -> new HashMap<>()).put(name[1], option.getValue());
    }
    for (ActionHandlerProvider provider : providers) {
      Map<String, String> own =
          Optional.ofNullable(options.remove(provider.name())).orElse(Map.of());
      try {
        engine.handler(provider.create(new ActionHandlerConfig(own)));
      } catch (IllegalArgumentException wrong) {
        throw CommandFailure.usage(
            ServeSettings.RULES_OPTION.option()
                + ": "
                + provider.name()
                + ": "
                + wrong.getMessage());
      }
    }
    if (!options.isEmpty()) {
      throw CommandFailure.usage(
          ServeSettings.RULES_OPTION.option()
              + ": there is no action handler "
              + String.join(", ", new TreeSet<>(options.keySet()))
              + "; found: "
              + (providers.isEmpty()
                  ? "none"
                  : String.join(
                      ", ", providers.stream().map(ActionHandlerProvider::name).toList())));
    }
  }

  /** Lets the handlers finish what is waiting; what they could not is logged. */
  void stop(Duration deadline) {
    watch.close();
    engine.shutdown(deadline);
  }
}

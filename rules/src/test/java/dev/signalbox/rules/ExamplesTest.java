package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.rules.model.ActionType;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleAction;
import dev.signalbox.rules.model.RuleReading;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of Javadoc and documentation, which compile because they also stand here. */
class ExamplesTest {
  private interface Pager {
    void page(String text);
  }

  static void documentation(Transport transport, Pager pager) throws IOException {
    RuleReading reading = RuleFolder.of(Path.of("rules")).read();
    reading.errors().forEach(error -> System.err.println(error));

    RuleEvaluator evaluator = RuleEvaluator.of(reading.rules());
    RuleEngine engine =
        RuleEngine.builder(evaluator)
            .handler(LogHandler.of())
            .handler(WebhookHandler.builder(URI.create("https://example.com/alerts")).build())
            .handler(fired -> pager.page(fired.rule().sentence()))
            .build();
    transport.subscribe(engine);
  }

  static void engine(RuleReading reading, Transport transport, Pager pager) {
    RuleEngine engine =
        RuleEngine.builder(RuleEvaluator.of(reading.rules()))
            .handler(LogHandler.of())
            .handler(fired -> pager.page(fired.rule().sentence()))
            .build();
    transport.subscribe(engine);
  }

  static void evaluator(RuleReading reading, DeliveredBatch batch) {
    RuleEvaluator evaluator = RuleEvaluator.of(reading.rules());
    for (FiredRule fired : evaluator.evaluate(batch)) {
      System.out.println(fired);
    }
  }

  static WebhookHandler webhook(String token) {
    WebhookHandler webhook =
        WebhookHandler.builder(URI.create("https://example.com/alerts"))
            .header("Authorization", "Bearer " + token)
            .build();
    return webhook;
  }

  static Rule rule() {
    Rule rule =
        Rule.builder(
                "Angry_Customer",
                "AmazonConnectContactLens",
                RuleAction.of(ActionType.ALERT_SUPERVISOR))
            .condition(new Condition(0, ConditionType.CATEGORY, Operator.EQUALS, "CustomerAngry"))
            .build();
    return rule;
  }

  @Test
  void theRuleOfTheExampleIsOne() {
    assertEquals("When CustomerAngry is seen in a call: alert the supervisor", rule().sentence());
  }

  @Test
  void everyExampleStandsHere() throws IOException {
    String here = read(Path.of("src/test/java/dev/signalbox/rules/ExamplesTest.java"));
    List<String> examples =
        new ArrayList<>(blocks(read(Path.of("../docs/rules.md")), "```java(.*?)```"));
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
        String javadoc = read(source).replaceAll("\n *\\* ?", "\n");
        examples.addAll(blocks(javadoc, "<pre>\\{@code(.*?)\\}</pre>"));
      }
    }
    assertTrue(examples.size() >= 5, examples::toString);
    for (String example : examples) {
      assertTrue(packed(here).contains(packed(example)), example);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).replace("\r\n", "\n");
  }

  private static List<String> blocks(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  /** Lines are wrapped differently here and there. */
  private static String packed(String code) {
    return code.replaceAll("\\s+", "");
  }
}

package dev.signalbox.format.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the tests of the XML format share. */
final class XmlTesting {
  private XmlTesting() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Validated<RawBatch> read(String xml) {
    return XmlFormat.INSTANCE.readBatch(utf8(xml));
  }

  /** The batch, read and judged. */
  static Validated<EventBatch> batch(String xml) {
    return read(xml).flatMap(new BatchValidator(ContractOptions.STANDARD)::validate);
  }

  /** Clauses and pointers of what is wrong with the batch. */
  static List<String> violations(String xml) {
    return batch(xml).violations().stream().map(v -> v.clause().id() + " " + v.pointer()).toList();
  }

  /** Asserts that a document can't be read, and returns the sentence that says why. */
  static String assertUnreadable(Clause clause, Validated<?> read) {
    assertEquals(1, read.violations().size(), read::toString);
    Violation violation = read.violations().get(0);
    assertEquals(clause, violation.clause(), violation::detail);
    assertEquals("", violation.pointer());
    for (String leak : List.of("wstx", "javax", "Exception", "unknown-source", "file:", "null")) {
      assertFalse(violation.detail().contains(leak), violation::detail);
    }
    return violation.detail();
  }

  static String assertUnreadable(Clause clause, String xml) {
    return assertUnreadable(clause, read(xml));
  }

  /** A batch with one event, which has this in place of its value. */
  static String withValue(String value) {
    return withEvent(
        "<type>IntelligenceSignal__Category</type>" + value + "<startTime>1</startTime>");
  }

  static String withEvent(String content) {
    return "<realtimeConversationEvents><service>s</service><events>"
        + content
        + "</events></realtimeConversationEvents>";
  }

  /** A batch that is as it should be, with something more in its root. */
  static String with(String more) {
    return "<realtimeConversationEvents><service>s</service><events>"
        + "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1</startTime>"
        + "</events>"
        + more
        + "</realtimeConversationEvents>";
  }

  /** The value that a JSON text is. */
  static DocumentValue json(String text) {
    return JsonFormat.INSTANCE.readObject(utf8("{\"x\":" + text + "}")).orThrow().get("x");
  }
}

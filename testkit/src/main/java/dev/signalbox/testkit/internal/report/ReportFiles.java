package dev.signalbox.testkit.internal.report;

import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckOutcome.CheckVerdict;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes a report where other programs read it. */
public final class ReportFiles {
  private ReportFiles() {}

  public static void write(Path folder, KitReport report) throws IOException {
    Files.createDirectories(folder);
    try (OutputStream out = Files.newOutputStream(folder.resolve("report.json"))) {
      json(out, report);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("report.sarif"))) {
      SarifReport.write(out, report);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("junit.xml"))) {
      junit(out, report);
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static void json(OutputStream out, KitReport report) {
    Map<String, Object> pretty = Map.of(JsonGenerator.PRETTY_PRINTING, true);
    try (JsonGenerator json =
        JsonProvider.provider()
            .createGeneratorFactory(pretty)
            .createGenerator(out, StandardCharsets.UTF_8)) {
      json.writeStartObject();
      json.write("version", 2);
      json.write("subject", report.subject());
      json.write("verdict", ReportText.verdict(report));
      json.write("seed", report.seed());
      json.write("exitCode", report.exitCode());
      json.writeStartObject("figures");
      for (CheckVerdict verdict : CheckVerdict.values()) {
        json.write(verdict.toString(), report.count(verdict));
      }
      json.write("known", report.failures().size() - report.newFailures().size());
      json.writeEnd();
      json.writeStartArray("counted");
      report.counted().forEach(json::write);
      json.writeEnd();
      json.writeStartArray("causes");
      for (ProbableCause cause : report.causes()) {
        json.writeStartObject();
        json.write("clause", cause.clause().id());
        json.write("text", cause.text());
        json.write("failed", cause.failures().size());
        json.write("blocked", cause.blocked());
        json.write("known", cause.known());
        json.write("request", cause.shown().request());
        json.write("expected", cause.shown().expected());
        json.write("came", cause.shown().came());
        json.writeEnd();
      }
      json.writeEnd();
      json.writeStartArray("clauses");
      for (KitReport.Line line : report.lines()) {
        json.writeStartObject();
        json.write("clause", line.clause().id());
        json.write("level", line.clause().level().label());
        json.write("verdict", line.verdict().toString());
        json.write("note", line.text());
        json.write("sentence", line.clause().sentence());
        json.writeEnd();
      }
      json.writeEnd();
      json.writeStartArray("checks");
      for (CheckOutcome outcome : report.outcomes()) {
        json.writeStartObject();
        json.write("id", outcome.id());
        json.write("clause", outcome.clause().id());
        json.write("title", outcome.title());
        json.write("verdict", outcome.verdict().toString());
        json.write("millis", outcome.millis());
        outcome.cause().ifPresent(cause -> json.write("blamed", cause.id()));
        if (!outcome.note().isEmpty()) {
          json.write("note", outcome.note());
        }
        outcome
            .failure()
            .ifPresent(
                failure -> {
                  json.write("known", report.isKnown(outcome));
                  json.write("request", failure.request());
                  json.write("expected", failure.expected());
                  json.write("came", failure.came());
                });
        json.writeEnd();
      }
      json.writeEnd();
      json.writeStartArray("noLongerFailing");
      report.stale().forEach(json::write);
      json.writeEnd();
      json.writeEnd();
    }
  }

  private static void junit(OutputStream out, KitReport report) throws XMLStreamException {
    XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "signalbox " + clean(report.subject()));
    List<CheckOutcome> failures = report.newFailures();
    xml.writeAttribute("tests", Integer.toString(report.outcomes().size()));
    xml.writeAttribute("failures", Integer.toString(failures.size()));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute(
        "skipped",
        Long.toString(
            report.count(CheckVerdict.UNCHECKED)
                + report.count(CheckVerdict.BLOCKED)
                + report.failures().size()
                - failures.size()));
    xml.writeAttribute(
        "time",
        seconds(report.outcomes().stream().collect(Collectors.summingLong(CheckOutcome::millis))));
    for (CheckOutcome outcome : report.outcomes()) {
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", outcome.clause().id());
      xml.writeAttribute("name", outcome.id());
      xml.writeAttribute("time", seconds(outcome.millis()));
      if (outcome.verdict() == CheckVerdict.UNCHECKED
          || outcome.verdict() == CheckVerdict.BLOCKED) {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", clean(outcome.note()));
      } else if (outcome.verdict() == CheckVerdict.FAILS) {
        CheckOutcome.Failure failure = outcome.failure().orElseThrow();
        xml.writeStartElement(report.isKnown(outcome) ? "skipped" : "failure");
        xml.writeAttribute(
            "message", (report.isKnown(outcome) ? "known failure: " : "") + outcome.title());
        xml.writeCharacters(
            clean(
                outcome.blamed().id()
                    + ": "
                    + outcome.blamed().sentence()
                    + "\nrequest:  "
                    + failure.request()
                    + "\nexpected: "
                    + failure.expected()
                    + "\ncame:     "
                    + failure.came()));
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /** Without what XML can't carry. */
  private static String clean(String text) {
    return text.codePoints()
        .map(
            c ->
                c == '\n'
                        || c == '\t'
                        || (c >= 0x20 && c <= 0xD7FF)
                        || (c >= 0xE000 && c < 0xFFFE)
                        || c > 0xFFFF
                    ? c
                    : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

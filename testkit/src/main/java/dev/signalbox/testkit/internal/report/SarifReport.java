package dev.signalbox.testkit.internal.report;

import dev.signalbox.core.Clause;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A report in SARIF 2.1.0, which code hosts show as alerts: a result for each probable cause. */
final class SarifReport {
  private SarifReport() {}

  static void write(OutputStream out, KitReport report) {
    try (JsonGenerator json =
        JsonProvider.provider()
            .createGeneratorFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
            .createGenerator(out, StandardCharsets.UTF_8)) {
      List<ProbableCause> causes = report.causes();
      json.writeStartObject();
      json.write("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
      json.write("version", "2.1.0");
      json.writeStartArray("runs");
      json.writeStartObject();
      json.writeStartObject("tool");
      json.writeStartObject("driver");
      json.write("name", "Signalbox conformance kit");
      json.writeStartArray("rules");
      causes.stream().map(ProbableCause::clause).distinct().forEach(clause -> rule(json, clause));
      json.writeEnd();
      json.writeEnd();
      json.writeEnd();
      json.writeStartArray("results");
      causes.forEach(cause -> result(json, cause, report.subject()));
      json.writeEnd();
      json.writeEnd();
      json.writeEnd();
      json.writeEnd();
    }
  }

  private static void rule(JsonGenerator json, Clause clause) {
    json.writeStartObject();
    json.write("id", clause.id());
    json.write("name", clause.title());
    json.writeStartObject("fullDescription");
    json.write("text", clause.sentence());
    json.writeEnd();
    json.writeEnd();
  }

  private static void result(JsonGenerator json, ProbableCause cause, String subject) {
    json.writeStartObject();
    json.write("ruleId", cause.clause().id());
    json.write("level", cause.known() ? "note" : "error");
    json.writeStartObject("message");
    json.write("text", cause.text() + "\n" + cause.shown().request());
    json.writeEnd();
    // Hosts want a file; there is none, so it is named for the clause.
    json.writeStartArray("locations");
    json.writeStartObject();
    json.writeStartObject("physicalLocation");
    json.writeStartObject("artifactLocation");
    json.write("uri", "contract/" + cause.clause().id());
    json.writeEnd();
    json.writeEnd();
    json.writeStartArray("logicalLocations");
    json.writeStartObject();
    json.write("fullyQualifiedName", subject);
    json.writeEnd();
    json.writeEnd();
    json.writeEnd();
    json.writeEnd();
    json.writeStartObject("partialFingerprints");
    json.write("clause/v1", cause.clause().id());
    json.writeEnd();
    json.writeEnd();
  }
}

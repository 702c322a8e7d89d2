package dev.signalbox.standalone.faults;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A bulk of transcripts of which one entry meets the rate limit: that entry is taken out, the
 * others are sent on, and the answer is 207 with what became of it. A bulk in XML passes.
 */
final class ExhaustedTranscripts {
  private static final String ENTRIES = "entries";
  private static final String KEY = "vendorCallKey";
  private static final String MESSAGE =
      "RESOURCE_EXHAUSTED: the rate limit of transcripts is reached, try again later.";

  private ExhaustedTranscripts() {}

  static CompletionStage<EndpointAnswer> answer(
      FaultHit hit, EndpointRequest request, byte[] body, EndpointFilter.Next next) {
    Validated<Map<String, DocumentValue>> read = JsonFormat.INSTANCE.readObject(body);
    if (!read.isValid()
        || !(read.orThrow().get(ENTRIES) instanceof DocumentValue.Sequence entries)
        || entries.elements().isEmpty()) {
      return next.handle(request);
    }
    Map<String, DocumentValue> document = read.orThrow();
    DocumentValue exhausted = chosen(hit, entries.elements());
    List<DocumentValue> others = new ArrayList<>(entries.elements());
    others.remove(exhausted);
    String own = entry(exhausted);
    if (others.isEmpty()) {
      return CompletableFuture.completedStage(partly(List.of(own), hit));
    }
    Map<String, DocumentValue> passed = new LinkedHashMap<>(document);
    passed.put(ENTRIES, new DocumentValue.Sequence(others));
    return next.handle(new ReplacedBody(request, JsonFormat.INSTANCE.writeObject(passed)))
        .thenApply(answer -> merged(answer, own, hit));
  }

  /** The entry of the call that the fault names; otherwise the last one. */
  private static DocumentValue chosen(FaultHit hit, List<DocumentValue> entries) {
    Optional<String> call = hit.active().fault().match().call();
    return entries.stream()
        .filter(entry -> call.isPresent() && key(entry).equals(call))
        .findFirst()
        .orElse(entries.get(entries.size() - 1));
  }

  private static Optional<String> key(DocumentValue entry) {
    return entry instanceof DocumentValue.Structure structure
        ? Optional.ofNullable(structure.members().get(KEY)).flatMap(DocumentValue::asText)
        : Optional.empty();
  }

  private static String entry(DocumentValue entry) {
    JsonText json = new JsonText().object();
    key(entry).ifPresent(key -> json.name(KEY).value(key));
    return json.name("status").value(400).name("message").value(MESSAGE).endObject().toString();
  }

  /** Other answers than an acceptance, whole or in part, pass as they are. */
  private static EndpointAnswer merged(EndpointAnswer answer, String own, FaultHit hit) {
    if (!(answer instanceof EndpointAnswer.Response response)) {
      return answer;
    }
    List<String> entries = new ArrayList<>();
    if (response.status() == 207) {
      Validated<Map<String, DocumentValue>> read = JsonFormat.INSTANCE.readObject(response.body());
      if (read.isValid()
          && read.orThrow().get("errorResponse") instanceof DocumentValue.Structure errors
          && errors.members().get("errorResponseEntries") instanceof DocumentValue.Sequence all) {
        for (DocumentValue one : all.elements()) {
          if (one instanceof DocumentValue.Structure structure) {
            entries.add(
                new String(
                    JsonFormat.INSTANCE.writeObject(structure.members()), StandardCharsets.UTF_8));
          }
        }
      }
    } else if (response.status() != 202) {
      return FaultAnswers.marked(response, hit);
    }
    entries.add(own);
    return partly(entries, hit);
  }

  private static EndpointAnswer.Response partly(List<String> entries, FaultHit hit) {
    JsonText json =
        new JsonText()
            .object()
            .name("result")
            .value("Multi-Status: some of the entries were not processed.")
            .name("errorResponse")
            .object()
            .name("errorResponseEntries")
            .array();
    entries.forEach(json::raw);
    json.endArray().endObject().endObject();
    return new EndpointAnswer.Response(
        207,
        List.of(
            new HeaderLine("Content-Type", "application/json"),
            new HeaderLine(FaultAnswers.HEADER, hit.active().id())),
        json.toString().getBytes(StandardCharsets.UTF_8));
  }
}

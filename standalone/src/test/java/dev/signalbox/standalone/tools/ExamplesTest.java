package dev.signalbox.standalone.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.core.format.VoiceCallValidator;
import dev.signalbox.format.xml.XmlFormat;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final Path FOLDER = Path.of("..", "examples");
  private static final ContractOptions STRICT =
      new ContractOptions(Profile.V67, Set.of(), Ordering.REJECT, true);

  @Test
  void theSampleFilesKeepTheContract() throws Exception {
    BatchValidator validator = new BatchValidator(STRICT);
    byte[] json = Files.readAllBytes(FOLDER.resolve("signal.json"));
    assertTrue(JsonFormat.INSTANCE.readBatch(json, validator).isValid());
    byte[] xml = Files.readAllBytes(FOLDER.resolve("signal.xml"));
    assertTrue(XmlFormat.INSTANCE.readBatch(xml, validator).isValid());
    byte[] call = Files.readAllBytes(FOLDER.resolve("voice-call.json"));
    assertEquals(
        List.of(),
        JsonFormat.INSTANCE
            .readVoiceCall(call)
            .flatMap(raw -> VoiceCallValidator.validate(raw, STRICT))
            .violations());
  }

  @Test
  void theRecordingCanBePlayed() throws Exception {
    SentLine.Defaults defaults =
        new SentLine.Defaults(Optional.empty(), "S", Optional.empty(), () -> 0);
    long before = 0;
    for (String line : Files.readAllLines(FOLDER.resolve("two-calls.jsonl"))) {
      SentLine read = SentLine.read(line.getBytes(StandardCharsets.UTF_8), defaults).orThrow();
      assertTrue(read.recordedAt() > before, line);
      before = read.recordedAt();
    }
  }

  @Test
  void thePostmanCollectionHasEveryRequestOfTheDescription() throws Exception {
    Set<String> described = new TreeSet<>();
    String path = "";
    for (String line :
        Files.readAllLines(
            Path.of("src/main/resources/dev/signalbox/standalone/serve/openapi.yaml"))) {
      if (line.startsWith("  /")) {
        path = line.strip().replace(":", "").replaceAll("[{]([^}]+)}", ":$1");
      } else if (line.matches("    (get|post|put|patch|delete):")) {
        described.add(line.strip().replace(":", "").toUpperCase(Locale.ROOT) + " " + path);
      }
    }
    Set<String> collected = new TreeSet<>();
    try (InputStream in =
            Files.newInputStream(FOLDER.resolve("signalbox.postman_collection.json"));
        JsonReader reader = Json.createReader(in)) {
      for (JsonValue folder : reader.readObject().getJsonArray("item")) {
        for (JsonValue item : folder.asJsonObject().getJsonArray("item")) {
          JsonObject request = item.asJsonObject().getJsonObject("request");
          collected.add(
              request.getJsonObject("url").getJsonArray("path").stream()
                  .map(part -> ((JsonString) part).getString())
                  .collect(Collectors.joining("/", request.getString("method") + " /", "")));
        }
      }
    }
    assertEquals(described, collected, "made anew by .ci/postman");
  }
}

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
}

package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.moduletests.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A flight recording has each request, and its stages. */
class FlightRecordingTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void requestsAndTheirStages(Engine engine) throws Exception {
    Path file = folder.resolve("requests.jfr");
    try (Recording recording = new Recording();
        TestServer server = new TestServer(engine)) {
      recording.enable("dev.signalbox.Request").withoutThreshold();
      recording.enable("dev.signalbox.RequestStage").withoutThreshold();
      recording.start();
      assertEquals(202, server.send(TestServer.batch("recorded-" + engine)).status());
      assertEquals(
          400, server.send(TestServer.batch("recorded-" + engine).withBody("{}")).status());
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    List<RecordedEvent> requests =
        events.stream()
            .filter(e -> e.getEventType().getName().equals("dev.signalbox.Request"))
            .filter(e -> e.getString("path").contains("/recorded-" + engine + "/"))
            .toList();
    assertEquals(
        List.of("POST 202 ", "POST 400 BODY-1"),
        requests.stream()
            .map(
                e -> e.getString("method") + " " + e.getInt("status") + " " + e.getString("clause"))
            .sorted()
            .toList());
    assertTrue(requests.stream().allMatch(e -> e.getDuration().toNanos() > 0));
    Set<String> stages =
        events.stream()
            .filter(e -> e.getEventType().getName().equals("dev.signalbox.RequestStage"))
            .map(e -> e.getString("stage"))
            .collect(Collectors.toSet());
    assertEquals(Set.of("token", "body", "intake"), stages);
  }
}

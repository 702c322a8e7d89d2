package dev.signalbox.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.PlainJson.Node;
import jakarta.json.Json;
import jakarta.json.spi.JsonProvider;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch that is judged while it is read gets the same judgement, and takes little memory. */
class StreamedBatchTest {
  private static final JsonFormat JSON = JsonFormat.INSTANCE;
  private static final BatchValidator VALIDATOR = new BatchValidator(ContractOptions.STANDARD);

  @Property
  @Domain(Batches.class)
  @Domain(DomainContext.Global.class)
  void theJudgementIsThatOfTheWholeDocument(
      @ForAll Node document, @ForAll ContractOptions contract) {
    BatchValidator validator = new BatchValidator(contract);
    byte[] body = utf8(PlainJson.write(document));
    assertEquals(
        JSON.readBatch(body).flatMap(validator::validate), JSON.readBatch(body, validator));
  }

  @Test
  void theViolationsOfTheWholeComeFirst() {
    String events = Stream.generate(() -> "{}").limit(200).collect(Collectors.joining(","));
    Validated<EventBatch> judged =
        JSON.readBatch(
            utf8("{\"events\":[" + events + "],\"persist\":0,\"service\":1}"), VALIDATOR);
    assertEquals(
        List.of("/service", "/persist", "/events/0/startTime"),
        judged.violations().stream().limit(3).map(Violation::pointer).toList());
    assertEquals(Validated.MAX_VIOLATIONS, judged.violations().size());
  }

  @Test
  void aDocumentThatCantBeReadHasNoOtherViolation() {
    for (String end : List.of("", "]", "]},", "],\"events\":[]}", "],\"a\":\u00A0}")) {
      Validated<EventBatch> judged =
          JSON.readBatch(utf8("{\"service\":1,\"events\":[{},{}" + end), VALIDATOR);
      assertEquals(
          List.of(Clause.BODY_4), judged.violations().stream().map(Violation::clause).toList());
    }
  }

  /** A heap of 16 MiB is enough for a body of 4 MiB, whatever the events in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'type':1,'value':1,'startTime':1}",
        "{'type':'IntelligenceSignal__Category','value':'v','startTime':0}",
        "{'type':'IntelligenceSignal__Category','value':'*','startTime':0}",
      })
  void littleIsHeldForABody(String event) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-cp",
                Stream.concat(
                        Stream.of("target/test-classes"),
                        Stream.of(JsonFormat.class, Json.class, parsson())
                            .map(StreamedBatchTest::place))
                    .collect(Collectors.joining(File.pathSeparator)),
                Reading.class.getName(),
                event.replace('\'', '"'))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals("read", output.strip());
  }

  /** Reads a body of 4 MiB that is full of an event. */
  static final class Reading {
    private Reading() {}

    public static void main(String[] arguments) {
      byte[] event = utf8(arguments[0].replace('*', '\u00FC') + ",");
      byte[] head = utf8("{\"service\":\"S\",\"events\":[");
      byte[] body = new byte[4 << 20];
      Arrays.fill(body, (byte) ' ');
      System.arraycopy(head, 0, body, 0, head.length);
      int end = head.length;
      for (; end + event.length < body.length - 2; end += event.length) {
        System.arraycopy(event, 0, body, end, event.length);
      }
      body[end - 1] = ']';
      body[end] = '}';
      Validated<EventBatch> judged = JSON.readBatch(body, VALIDATOR);
      boolean expected =
          judged.isValid()
              ? judged.orThrow().events().size() > 10_000
              : judged.violations().size() == Validated.MAX_VIOLATIONS;
      System.out.println(expected ? "read" : judged.violations());
    }
  }

  private static Class<?> parsson() {
    return JsonProvider.provider().getClass();
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

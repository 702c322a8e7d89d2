package dev.signalbox.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.PlainJson.Node;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BODY-4: which bytes are a JSON document. */
class JsonStrictnessTest {
  private static final String BATCH =
      "{\"service\":\"S\",\"events\":[{\"type\":\"IntelligenceSignal__Category\",\"value\":\"V\","
          + "\"startTime\":1}]}";

  /** The batch with another member, unknown to the contract. */
  private static byte[] with(String member) {
    return (BATCH.substring(0, BATCH.length() - 1) + "," + member + "}").getBytes(UTF_8);
  }

  private static void assertReadable(byte[] document) {
    assertTrue(
        JsonFormat.INSTANCE.readBatch(document).isValid(), () -> new String(document, UTF_8));
    assertTrue(JsonFormat.INSTANCE.readObject(document).isValid());
    assertEquals(
        Validated.valid(EventBatch.of("S", CategoryEvent.of("V", 1))),
        JsonFormat.INSTANCE
            .readBatch(document)
            .flatMap(new BatchValidator(ContractOptions.STANDARD)::validate));
  }

  private static void assertUnreadable(byte[] document) {
    for (Validated<?> read :
        List.of(
            JsonFormat.INSTANCE.readBatch(document), JsonFormat.INSTANCE.readVoiceCall(document))) {
      assertEquals(1, read.violations().size(), () -> new String(document, UTF_8));
      Violation violation = read.violations().get(0);
      assertEquals(Clause.BODY_4, violation.clause());
      assertEquals("", violation.pointer());
      assertTrue(
          violation.detail().startsWith("The body ")
              || violation.detail().startsWith("The member ")
              || violation.detail().startsWith("A number "),
          violation.detail());
    }
  }

  private static String members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"m" + i + "\":" + i)
        .collect(Collectors.joining(","));
  }

  static Stream<String> goodMembers() {
    return Stream.of(
        "\"x\":null",
        "\"\":\"\"",
        "\"x\" \t\r\n: [ 1 , 2 ] ",
        "\"x\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
        "\"x\":\"\\ud800\"",
        "\"x\":\"\u007F\u0085\u2028\uD83D\uDE00\uFFFF\uFEFF\"",
        "\"x\":[-0,0,0.0,-0.0e-0,1E+2,1e999999999999,0e99999999999999999999,1e-999999999999]",
        "\"x\":{\"x\":{\"x\":[{\"x\":1},{\"x\":1}]}}",
        "\"Service\":1,\"service \":2",
        "\"x\":{" + members(16) + "}",
        "\"x\":{" + members(17) + "},\"y\":{" + members(40) + "}",
        "\"x\":[" + "[".repeat(61) + "]".repeat(61) + "]",
        "\"x\":" + "{\"x\":".repeat(63) + "1" + "}".repeat(63),
        "\"x\":" + "1".repeat(1000),
        "\"x\":-0." + "1".repeat(999),
        "\"x\":-" + "1".repeat(500) + "." + "1".repeat(400) + "E+" + "1".repeat(100));
  }

  @ParameterizedTest
  @MethodSource("goodMembers")
  void whatTheContractDoesNotNameIsIgnored(String member) {
    assertReadable(with(member));
  }

  static Stream<String> badMembers() {
    return Stream.of(
        // twice
        "\"service\":\"S\"",
        "\"serv\\u0069ce\":\"S\"",
        "\"events\":[]",
        "\"x\":1,\"x\":1",
        "\"\":1,\"\":1",
        "\"x\":1,\"\\u0078\":1",
        "\"x\":{\"y\":1,\"z\":2,\"y\":3}",
        "\"x\":[[{\"y\":1,\"\\u0079\":{}}]]",
        "\"x\":{\"y\":{\"z\":1},\"z\":1,\"y\":1}",
        "\"x\":{" + members(16) + ",\"m0\":1}",
        "\"x\":{" + members(16) + ",\"m15\":1}",
        "\"x\":{" + members(20) + ",\"m16\":1}",
        "\"x\":{" + members(300) + ",\"m299\":1}",
        members(300) + ",\"service\":1",
        // too much
        "\"x\":[" + "[".repeat(63) + "]".repeat(63) + "]",
        "\"x\":" + "{\"x\":".repeat(64) + "1" + "}".repeat(64),
        "\"x\":" + "[".repeat(100_000),
        "\"x\":" + "1".repeat(1001),
        "\"x\":0." + "1".repeat(1000),
        "\"x\":1e" + "1".repeat(1000),
        "\"x\":1e-" + "0".repeat(5000),
        "\"x\":" + "1".repeat(5000),
        "\"x\":" + "1".repeat(100_000),
        // no JSON
        "",
        "\"x\"",
        "\"x\":",
        "\"x\":,",
        "\"x\" 1",
        "\"x\"::1",
        "x:1",
        "'x':1",
        "1:1",
        "null:1",
        "\"x\":'1'",
        "\"x\":[1,]",
        "\"x\":[,1]",
        "\"x\":[1 2]",
        "\"x\":[1,,2]",
        "\"x\":[1}",
        "\"x\":{\"y\":1]",
        "\"x\":{\"y\":1,}",
        "\"x\":{,}",
        "\"x\":01",
        "\"x\":00",
        "\"x\":-01",
        "\"x\":+1",
        "\"x\":-",
        "\"x\":- 1",
        "\"x\":.5",
        "\"x\":1.",
        "\"x\":1.e1",
        "\"x\":1e",
        "\"x\":1e+",
        "\"x\":1e1.5",
        "\"x\":0x10",
        "\"x\":1_000",
        "\"x\":1L",
        "\"x\":1-1",
        "\"x\":\u0661",
        "\"x\":NaN",
        "\"x\":Infinity",
        "\"x\":-Infinity",
        "\"x\":True",
        "\"x\":TRUE",
        "\"x\":nul",
        "\"x\":nulll",
        "\"x\":truefalse",
        "\"x\":undefined",
        "\"x\":1 //",
        "\"x\":/**/1",
        "\"x\":1 #",
        "\"x\":\"\\x41\"",
        "\"x\":\"\\'\"",
        "\"x\":\"\\u12\"",
        "\"x\":\"\\u12G4\"",
        "\"x\":\"\\u+123\"",
        "\"x\":\"\\U0041\"",
        "\"x\":\"\\\"",
        "\"x\":\"",
        "\"x\":\"\u0000\"",
        "\"x\":\"\n\"",
        "\"x\":\"\t\"",
        "\"x\":\"\u001F\"",
        "\"x\t\":1",
        "\"x\":\u00A01",
        "\"x\":\f1",
        "\"x\":\u000B1",
        "\"x\":\uFEFF1",
        "\"x\":\u00001");
  }

  @ParameterizedTest
  @MethodSource("badMembers")
  void oneFaultAnywhereMakesADocumentUnreadable(String member) {
    assertUnreadable(with(member));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " \t\r\n",
        "\u0000",
        "\uFEFF",
        "null",
        "true",
        "1",
        "-",
        "\"x\"",
        "[]",
        "[{}]",
        "{",
        "}",
        "{]",
        "{\"service\"",
        "{} {}",
        "{}{}",
        "{},",
        "{}1",
        "{}x",
        "{}]",
        "{}\u0000",
        "{}\uFEFF",
        "{}\u00A0",
        "{}//",
        "{}/**/",
        "// x\n{}",
        "\uFEFF\uFEFF{}",
        " \uFEFF{}",
        ")]}',\n{}",
        "<realtimeConversationEvents/>"
      })
  void aDocumentIsOneObjectAndNothingElse(String document) {
    assertUnreadable(document.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {" %s", "\n\t\r %s\r\n\t ", "\uFEFF%s", "\uFEFF %s "})
  void whiteSpaceAroundADocumentAndAByteOrderMarkBeforeItAreFine(String around) {
    assertReadable(around.formatted(BATCH).getBytes(UTF_8));
  }

  static Stream<Charset> otherEncodings() {
    return Stream.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE")
        .map(Charset::forName);
  }

  @ParameterizedTest
  @MethodSource("otherEncodings")
  void noEncodingButUtf8IsRead(Charset charset) {
    assertUnreadable(BATCH.getBytes(charset));
    assertUnreadable(("\uFEFF" + BATCH).getBytes(charset));
  }

  static Stream<byte[]> notUtf8() {
    return Stream.of(
        new byte[] {(byte) 0x80},
        new byte[] {(byte) 0xFF},
        new byte[] {(byte) 0xC0, (byte) 0x80},
        new byte[] {(byte) 0xC0, (byte) 0xAF},
        new byte[] {(byte) 0xC1, (byte) 0xBF},
        new byte[] {(byte) 0xE0, (byte) 0x80, (byte) 0xAF},
        new byte[] {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0xAF},
        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0xBD, (byte) 0xED, (byte) 0xB8, (byte) 0x80},
        new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
        new byte[] {(byte) 0xC3},
        new byte[] {(byte) 0xE2, (byte) 0x82},
        "\u00FC".getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void bytesThatAreNotUtf8AreNeverReplaced(byte[] bytes) {
    byte[] document = with("\"x\":\"@\"");
    int at = new String(document, UTF_8).indexOf('@');
    byte[] spoilt = Arrays.copyOf(document, document.length - 1 + bytes.length);
    System.arraycopy(bytes, 0, spoilt, at, bytes.length);
    System.arraycopy(document, at + 1, spoilt, at + bytes.length, document.length - at - 1);
    assertUnreadable(spoilt);
    byte[] behind = Arrays.copyOf(document, document.length + bytes.length);
    System.arraycopy(bytes, 0, behind, document.length, bytes.length);
    assertUnreadable(behind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\uD800\"", "\"a\\uDC00b\"", "\"\\u0000\"", "\"\\uFFFE\""})
  void textThatXmlCanNotCarryIsTheValuesFault(String text) {
    byte[] document = BATCH.replace("\"S\"", text).replace("\"V\"", text).getBytes(UTF_8);
    assertEquals(
        List.of("BODY-1 /service", "EVT-2 /events/0/value"),
        JsonFormat.INSTANCE
            .readBatch(document)
            .flatMap(new BatchValidator(ContractOptions.STANDARD)::validate)
            .violations()
            .stream()
            .map(v -> v.clause().id() + " " + v.pointer())
            .toList());
  }

  @Test
  void tokensMayLieAnywhereInALongDocument() {
    // A parser that works on blocks sees each token across each boundary.
    String number = "-" + "1".repeat(900) + ".25E-7";
    String string = "\\u00e9\\n" + "é\uD83D\uDE00".repeat(200) + "\\\\";
    for (int padding = 3000; padding < 4200; padding += 7) {
      String member = "\"x\":[" + " ".repeat(padding) + number + ",\"" + string + "\"]";
      byte[] document = with(member);
      assertReadable(document);
      assertEquals(
          new DocumentValue.Sequence(
              List.of(
                  new DocumentValue.Numeral(number),
                  new DocumentValue.Text("é\n" + "é\uD83D\uDE00".repeat(200) + "\\"))),
          JsonFormat.INSTANCE.readObject(document).orThrow().get("x"));
    }
  }

  @Test
  void manyEventsAndLongTextsAreReadWhole() {
    String text = "x\\\"é".repeat(50_000);
    String event =
        "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"" + text + "\",\"startTime\":1}";
    EventBatch batch =
        JsonFormat.INSTANCE
            .readBatch(
                ("{\"events\":[" + event + "," + event + "],\"service\":\"S\"}").getBytes(UTF_8))
            .flatMap(new BatchValidator(ContractOptions.STANDARD)::validate)
            .orThrow();
    assertEquals("x\"é".repeat(50_000), batch.events().get(1).value());
  }

  @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(onFailureOnly = true)
  void aDocumentIsReadExactlyWhenThePlainReaderReadsIt(@ForAll("mutants") byte[] document) {
    Optional<Node> tree = PlainJson.read(document);
    boolean readable = tree.isPresent() && tree.get() instanceof PlainJson.Obj;
    Statistics.label("readable")
        .collect(readable)
        .coverage(
            coverage -> {
              coverage.check(true).percentage(percent -> percent > 5);
              coverage.check(false).percentage(percent -> percent > 5);
            });
    if (!readable) {
      assertUnreadable(document);
      return;
    }
    assertTrue(JsonFormat.INSTANCE.readObject(document).isValid());
    Validated<EventBatch> batch =
        JsonFormat.INSTANCE
            .readBatch(document)
            .flatMap(new BatchValidator(ContractOptions.STANDARD)::validate);
    List<String> expected = PlainContract.violations(ContractOptions.STANDARD, tree);
    assertEquals(
        expected.stream().sorted().toList(),
        batch.violations().stream()
            .map(v -> v.clause().id() + " " + v.pointer())
            .sorted()
            .toList());
  }

  /** A small document with some of its bytes replaced, left out, repeated or added. */
  @Provide
  Arbitrary<byte[]> mutants() {
    Arbitrary<String> documents =
        Arbitraries.of(
            "{}",
            BATCH,
            "{\"service\":\"é\\u00e9\",\"persist\":null,\"x\":[-1.5e+3,true,{\"y\":{}}],"
                + "\"events\":[[],1,{\"score\":\"1\",\"details\":{\"BeginOffsetMillis\":1}}]}");
    Arbitrary<byte[]> pieces =
        Arbitraries.oneOf(
            Arbitraries.of(
                    "",
                    "\"",
                    "\\",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "0",
                    "-",
                    ".",
                    "e",
                    "1",
                    " ",
                    "\n",
                    "null",
                    "true",
                    "\"x\":",
                    "\"x\":1,",
                    "\\u0041",
                    "\u00A0",
                    "é",
                    "/**/")
                .map(s -> s.getBytes(UTF_8)),
            Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(3));
    Arbitrary<Integer> places = Arbitraries.integers().between(0, 1000);
    Arbitrary<Integer> lengths = Arbitraries.of(0, 0, 1, 1, 2, 5, 40);
    return Combinators.combine(
            documents,
            Combinators.combine(places, lengths, pieces)
                .as(JsonStrictnessTest::edit)
                .list()
                .ofMaxSize(3))
        .as(
            (document, edits) -> {
              byte[] bytes = document.getBytes(UTF_8);
              for (UnaryOperator<byte[]> edit : edits) {
                bytes = edit.apply(bytes);
              }
              return bytes;
            });
  }

  private static UnaryOperator<byte[]> edit(int at, int length, byte[] piece) {
    return bytes -> {
      int from = at % (bytes.length + 1);
      int to = Math.min(bytes.length, from + length);
      byte[] out = Arrays.copyOf(bytes, from + piece.length + bytes.length - to);
      System.arraycopy(piece, 0, out, from, piece.length);
      System.arraycopy(bytes, to, out, from + piece.length, bytes.length - to);
      return out;
    };
  }

  @Property(tries = 2000)
  void anyBytesAreReadOrRefused(@ForAll byte[] document) {
    Optional<Node> tree = PlainJson.read(document);
    if (tree.isPresent() && tree.get() instanceof PlainJson.Obj) {
      assertTrue(JsonFormat.INSTANCE.readBatch(document).isValid());
    } else {
      assertUnreadable(document);
    }
  }
}

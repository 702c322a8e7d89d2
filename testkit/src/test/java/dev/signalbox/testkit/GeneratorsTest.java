package dev.signalbox.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The generators against the library's own validator: each finds out whether the other is right.
 */
class GeneratorsTest {
  private static final int TRIES = 60;

  @Test
  void validBatchesAreValid() {
    for (long seed = 0; seed < 500; seed++) {
      JsonDocument.Obj batch = BatchGenerators.valid().sample(seed);
      assertEquals(List.of(), violations(batch.json()), batch::json);
    }
  }

  @Test
  void validBatchesAreVaried() {
    Set<String> seen =
        LongStream.range(0, 200)
            .mapToObj(seed -> BatchGenerators.valid().sample(seed).json())
            .collect(Collectors.toSet());
    assertTrue(seen.size() > 190, () -> "only " + seen.size());
    String all = String.join("", seen);
    for (String part : List.of("Sentiment", "Category", "score", "details", "persist", "\"x")) {
      assertTrue(all.contains(part), part);
    }
  }

  static List<Mutation> flaws() {
    return Mutation.all();
  }

  @ParameterizedTest
  @MethodSource("flaws")
  void aFlawIsOneViolationAtItsPlace(Mutation flaw) {
    for (long seed = 0; seed < TRIES; seed++) {
      Mutation.Mutated flawed = flaw.batches().sample(seed);
      String json = flawed.document().json();
      List<Violation> violations = violations(json);
      assertEquals(1, violations.size(), () -> violations + " in " + json);
      assertTrue(flaw.clauses().contains(violations.get(0).clause()), violations::toString);
      assertEquals(flawed.pointer(), violations.get(0).pointer(), json);
    }
  }

  @Test
  void flawsHaveNamesOfTheirOwn() {
    Set<String> names = new HashSet<>();
    Mutation.all().forEach(flaw -> assertTrue(names.add(flaw.toString()), flaw::toString));
    assertTrue(names.size() > 100);
  }

  @Test
  void severalFlawsAreSeveralViolations() {
    for (long seed = 0; seed < TRIES; seed++) {
      List<Mutation.Mutated> flaws = Mutation.several(Mutation.all(), 6).sample(seed);
      String json = flaws.get(0).document().json();
      assertEquals(
          flaws.stream().map(Mutation.Mutated::pointer).collect(Collectors.toSet()),
          violations(json).stream().map(Violation::pointer).collect(Collectors.toSet()),
          json);
    }
  }

  static Set<Map.Entry<String, byte[]>> hostileJson() {
    return HostileBytes.json().entrySet();
  }

  @ParameterizedTest
  @MethodSource("hostileJson")
  void hostileBytesAreNotRead(Map.Entry<String, byte[]> hostile) {
    Validated<RawBatch> read = JsonFormat.INSTANCE.readBatch(hostile.getValue());
    assertEquals(
        List.of(Clause.BODY_4), read.violations().stream().map(Violation::clause).toList());
  }

  @Test
  void keysAreKeys() {
    for (long seed = 0; seed < TRIES; seed++) {
      String key = CallKeyGenerators.valid().sample(seed);
      String encoded = CallKeyGenerators.encoded(key);
      assertEquals(key, VendorCallKey.ofPathSegment(encoded).orThrow().value());
      assertEquals(encoded, new VendorCallKey(key).encoded());
    }
  }

  @Test
  void refusedKeysAreRefusedUnderTheirClause() {
    for (long seed = 0; seed < TRIES; seed++) {
      String id = CallKeyGenerators.voiceCallIds().sample(seed);
      String segment = CallKeyGenerators.refusedSegments().sample(seed);
      assertAll(
          () -> assertEquals(List.of(Clause.KEY_2), clauses(VendorCallKey.ofPathSegment(id))),
          () -> assertEquals(List.of(Clause.KEY_1), clauses(VendorCallKey.ofPathSegment(segment))));
    }
  }

  @Test
  void legsComeAfterTheirParents() {
    for (long seed = 0; seed < TRIES; seed++) {
      List<TransferTrees.Leg> legs = TransferTrees.trees("k", 12).sample(seed);
      assertTrue(legs.size() >= 2);
      for (int i = 0; i < legs.size(); i++) {
        int index = i;
        assertEquals(i == 0, legs.get(i).parent().isEmpty());
        assertTrue(legs.get(i).parent().stream().allMatch(parent -> parent < index));
        assertEquals("k-0", legs.get(i).first());
      }
    }
  }

  @Test
  void theSameSeedMakesTheSameValue() {
    assertArrayEquals(
        Shrinkable.of(HostileBytes.any(), 7).value(), Shrinkable.of(HostileBytes.any(), 7).value());
    assertNotEquals(
        Shrinkable.of(BatchGenerators.valid(), 1).value().json(),
        Shrinkable.of(BatchGenerators.valid(), 2).value().json());
  }

  @Test
  void aRecordMakesTheSameValueAgain() {
    Shrinkable<JsonDocument.Obj> sample = Shrinkable.of(BatchGenerators.valid(), 42);
    assertEquals(
        sample.value(), BatchGenerators.valid().from(ChoiceSource.replay(sample.choices())));
  }

  @Test
  void shrinkingLeavesWhatMatters() {
    Generator<List<Long>> lists = Generator.longs(0, 1_000_000).list(0, 50);
    Shrinkable<List<Long>> found = null;
    for (long seed = 0; found == null; seed++) {
      Shrinkable<List<Long>> sample = Shrinkable.of(lists, seed);
      if (fails(sample.value())) {
        found = sample;
      }
    }
    assertEquals(List.of(1000L), found.shrunk(lists, GeneratorsTest::fails, 2000).value());
  }

  private static boolean fails(List<Long> list) {
    return list.stream().anyMatch(n -> n >= 1000);
  }

  @Test
  void shrinkingKeepsToItsNumberOfAttempts() {
    int[] asked = {0};
    Shrinkable.of(BatchGenerators.valid(), 1)
        .shrunk(
            BatchGenerators.valid(),
            batch -> {
              asked[0]++;
              return true;
            },
            5);
    assertTrue(asked[0] <= 5);
  }

  @Test
  void aFlawShrinksToTheSmallestBatch() {
    Mutation flaw =
        Mutation.all().stream().filter(f -> f.name().equals("score-above")).findAny().get();
    Generator<Mutation.Mutated> gen = flaw.batches();
    Shrinkable<Mutation.Mutated> small = Shrinkable.of(gen, 3).shrunk(gen, f -> true, 500);
    JsonDocument.Arr events =
        (JsonDocument.Arr) small.value().document().get("events").orElseThrow();
    assertEquals(1, events.elements().size());
  }

  @Provide
  Arbitrary<EventBatch> batches() {
    return JqwikArbitraries.of(BatchGenerators.validBatches());
  }

  @Property(tries = 200)
  void jqwikUsesTheSameGenerators(@ForAll("batches") EventBatch batch) {
    assertTrue(batch.events().size() >= 1);
  }

  private static List<Clause> clauses(Validated<?> checked) {
    return checked.violations().stream().map(Violation::clause).toList();
  }

  private static List<Violation> violations(String json) {
    Validated<RawBatch> read = JsonFormat.INSTANCE.readBatch(json.getBytes(StandardCharsets.UTF_8));
    return read instanceof Validated.Valid<RawBatch> valid
        ? new BatchValidator(ContractOptions.STANDARD).validate(valid.value()).violations()
        : read.violations();
  }
}

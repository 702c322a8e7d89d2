package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.key;
import static dev.signalbox.transport.inmemory.Fixtures.register;
import static dev.signalbox.transport.inmemory.Fixtures.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.transport.inmemory.Fixtures.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.AlphaChars;

/**
 * CALL-2, CALL-3 and CALL-5 against a model that follows parents one by one and keeps everything in
 * plain maps.
 */
class TransferTreeTest {
  private static final Duration TTL = Duration.ofHours(24);

  sealed interface Step {}

  record Register(int key, Optional<Integer> parent, boolean byId) implements Step {}

  record Batch(int key) implements Step {}

  record Wait(int hours) implements Step {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> keys = Arbitraries.integers().between(0, 9);
    Arbitrary<Step> registers =
        Combinators.combine(keys, keys.optional(0.7), Arbitraries.of(true, false))
            .as(Register::new);
    Arbitrary<Step> batches = keys.map(Batch::new);
    Arbitrary<Step> waits = Arbitraries.of(1, 11, 13, 24).map(Wait::new);
    return Arbitraries.frequencyOf(Tuple.of(6, registers), Tuple.of(4, batches), Tuple.of(1, waits))
        .list()
        .ofMaxSize(80);
  }

  @Property(tries = 500)
  void theDirectoryAnswersAsTheModelDoes(@ForAll("steps") List<Step> steps) {
    TestClock clock = new TestClock();
    InMemoryVoiceCallDirectory calls =
        InMemoryVoiceCallDirectory.builder().clock(clock).timeToLive(TTL).build();
    InMemoryTransport transport =
        InMemoryTransport.builder(calls).listener(new Fixtures.Listening()).build();
    Model model = new Model();
    for (Step step : steps) {
      if (step instanceof Wait wait) {
        clock.advance(Duration.ofHours(wait.hours()));
        model.pass(wait.hours());
      } else if (step instanceof Batch batch) {
        assertEquals(model.batch(batch.key()), send(transport, calls, name(batch.key())));
      } else if (step instanceof Register call) {
        Optional<String> parent =
            call.parent().map(p -> call.byId() ? model.ids.getOrDefault(p, name(p)) : name(p));
        Registration answer =
            register(
                calls,
                new VoiceCall(
                    key(name(call.key())), InitiationMethod.CONFERENCE, parent, Map.of()));
        Optional<Clause> refusal = model.register(call.key(), call.parent());
        if (answer instanceof Registration.Registered registered) {
          assertEquals(Optional.empty(), refusal);
          assertEquals(name(model.first(call.key())), registered.firstKey().value());
          model.ids.put(call.key(), registered.voiceCallId().value());
        } else {
          assertEquals(refusal, Optional.of(answer.violations().get(0).clause()));
        }
      }
      // Not asked of the directory, whose answer would be a use.
      assertTrue(calls.conversationCount() >= model.conversations());
    }
    for (int key = 0; key < 10; key++) {
      Optional<String> expected =
          model.records.contains(key) ? Optional.of(name(model.first(key))) : Optional.empty();
      assertEquals(
          expected, calls.firstCall(CALL_CENTER, key(name(key))).map(k -> k.value()), name(key));
    }
    transport.close();
  }

  private static String name(int key) {
    return "call-" + key;
  }

  /** The contract, read naively. */
  private static final class Model {
    private final Map<Integer, Integer> parents = new HashMap<>();
    private final Set<Integer> known = new HashSet<>();
    private final Set<Integer> records = new HashSet<>();
    private final Map<Integer, Long> sequences = new HashMap<>();
    private final Map<Integer, Integer> idle = new HashMap<>();
    private final Map<Integer, String> ids = new HashMap<>();

    int first(int key) {
      int first = key;
      while (parents.containsKey(first)) {
        first = parents.get(first);
      }
      return first;
    }

    long conversations() {
      return known.stream().map(this::first).distinct().count();
    }

    void use(int key) {
      idle.put(first(key), 0);
    }

    void pass(int hours) {
      idle.replaceAll((first, since) -> since + hours);
      for (int first : List.copyOf(idle.keySet())) {
        if (idle.get(first) >= 24) {
          idle.remove(first);
          sequences.remove(first);
          List<Integer> legs = new ArrayList<>(known);
          legs.removeIf(leg -> first(leg) != first);
          for (int leg : legs) {
            known.remove(leg);
            records.remove(leg);
            ids.remove(leg);
          }
          legs.forEach(parents::remove);
        }
      }
    }

    long batch(int key) {
      known.add(key);
      use(key);
      return sequences.merge(first(key), 1L, Long::sum) - 1;
    }

    Optional<Clause> register(int key, Optional<Integer> parent) {
      if (parent.isPresent() && !known.contains(parent.get())) {
        return Optional.of(Clause.CALL_2);
      }
      parent.ifPresent(this::use);
      if (known.contains(key)) {
        use(key);
      }
      if (parent.isPresent() && first(parent.get()) != first(key)) {
        boolean isParent = parents.containsValue(key);
        if (known.contains(key) && (records.contains(key) || isParent)) {
          return Optional.of(Clause.CALL_3);
        }
        parents.put(key, parent.get());
        sequences.remove(key);
        idle.remove(key);
      }
      known.add(key);
      records.add(key);
      use(key);
      return Optional.empty();
    }
  }

  @Property(tries = 200)
  void everyIdThatIsMadeIsReadInBothForms(@ForAll List<@AlphaChars String> names) {
    InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
    int leg = 0;
    String parent = Fixtures.first(calls, "first").voiceCallId().value();
    for (String ignored : names) {
      assertTrue(VoiceCallId.isVoiceCallId(parent));
      String given = leg % 2 == 0 ? parent : parent.substring(0, 15);
      var answer = Fixtures.transfer(calls, "leg" + leg++, given);
      assertEquals("first", answer.firstKey().value());
      parent = answer.voiceCallId().value();
    }
  }
}

package dev.signalbox.standalone.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultListTest {
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "Center");

  private final SetClock clock = new SetClock();
  private final FaultList faults = new FaultList(clock);

  private ActiveFault add(String json) throws InvalidFaultException {
    return faults.add(FaultReader.read(json.getBytes(StandardCharsets.UTF_8))).orElseThrow();
  }

  private boolean hit(String call) {
    return faults.hit(new Target("messages", call)).isPresent();
  }

  private List<Boolean> hits(int count) {
    List<Boolean> hits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hits.add(hit("c"));
    }
    return hits;
  }

  private static String json(ActiveFault fault) {
    JsonText json = new JsonText();
    fault.write(json);
    return json.toString();
  }

  @Test
  void aFaultIsForWhatItMatchesAlone() throws Exception {
    add(
        "{\"status\":503,\"match\":{\"call\":\"c\",\"resource\":\"messages\","
            + "\"callCenter\":\"00D000000000000EAA:Center\"}}");
    assertTrue(hit("c"));
    assertFalse(hit("d"));
    assertFalse(faults.hit(new Target("voiceCalls", "c")).isPresent());
    faults.clear();
    add("{\"status\":503,\"match\":{\"callCenter\":\"Centre\"}}");
    assertFalse(hit("c"));
  }

  @Test
  void itIsSpentAfterSoManyTimesAndStaysInTheList() throws Exception {
    ActiveFault fault = add("{\"status\":503,\"times\":2}");
    assertEquals(List.of(true, true, false, false), hits(4));
    assertEquals(2, fault.hits());
    assertTrue(json(fault).contains("\"hits\":2,\"matches\":2,\"spent\":true"), json(fault));
    assertEquals(List.of(fault), faults.all());
  }

  @Test
  void theSameSeedHitsTheSameRequests() throws Exception {
    add("{\"status\":503,\"probability\":0.5,\"seed\":7}");
    List<Boolean> first = hits(200);
    faults.clear();
    add("{\"status\":503,\"probability\":0.5,\"seed\":7}");
    assertEquals(first, hits(200));
    faults.clear();
    add("{\"status\":503,\"probability\":0.5,\"seed\":8}");
    assertNotEquals(first, hits(200));
    long count = first.stream().filter(hit -> hit).count();
    assertTrue(count > 60 && count < 140, "hits: " + count);
  }

  @Test
  void aSeedOfTheServersChoiceIsShownAndCanBeRepeated() throws Exception {
    ActiveFault fault = add("{\"status\":503,\"probability\":0.5}");
    List<Boolean> first = hits(100);
    String seed = json(fault).replaceAll(".*\"seed\":([0-9]+),.*", "$1");
    faults.clear();
    add("{\"status\":503,\"probability\":0.5,\"seed\":" + seed + "}");
    assertEquals(first, hits(100));
  }

  @Test
  void theFirstFaultThatMatchesIsMet() throws Exception {
    add("{\"status\":503,\"times\":1}");
    ActiveFault second = add("{\"status\":429}");
    assertEquals(List.of(true, true), hits(2));
    assertEquals(1, second.hits());
  }

  @Test
  void aRateLimitEndsWithItsWindow() throws Exception {
    ActiveFault fault = add("{\"preset\":\"rate-limit\"}");
    Target target = new Target("messages", "c");
    assertEquals(Optional.of(30), faults.hit(target).orElseThrow().retryAfter());
    clock.now = clock.now.plusMillis(28_500);
    assertEquals(Optional.of(2), faults.hit(target).orElseThrow().retryAfter());
    clock.now = clock.now.plusMillis(1_500);
    assertFalse(faults.hit(target).isPresent());
    assertTrue(json(fault).contains("\"spent\":true"));
  }

  @Test
  void aRateLimitWithALimitLetsSoManyPassInEachWindow() throws Exception {
    add("{\"preset\":\"rate-limit\",\"limit\":2,\"windowSeconds\":10}");
    assertEquals(List.of(false, false, true, true), hits(4));
    clock.now = clock.now.plusSeconds(10);
    assertEquals(List.of(false, false, true), hits(3));
  }

  @Test
  void aClockThatIsOffIsMetByTokensAlone() throws Exception {
    ActiveFault fault = add("{\"preset\":\"token-clock\",\"seconds\":1000}");
    FaultHit hit = faults.hit(new Target("messages", "c")).orElseThrow();
    assertEquals(Clause.AUTH_4, hit.token().orElseThrow().clause());
    faults.clear();
    add("{\"preset\":\"token-clock\",\"seconds\":-5}");
    assertFalse(hit("c"));
    assertEquals(1, fault.hits());
  }

  @Test
  void exhaustedTranscriptsAreForBulksAlone() throws Exception {
    add("{\"preset\":\"transcripts-exhausted\"}");
    assertFalse(hit("c"));
  }

  @Test
  void thereIsABoundAndOneCanBeRemoved() throws Exception {
    for (int i = 0; i < FaultList.MAX_FAULTS; i++) {
      add("{\"status\":503}");
    }
    Fault more = FaultReader.read("{\"status\":503}".getBytes(StandardCharsets.UTF_8));
    assertTrue(faults.add(more).isEmpty());
    assertTrue(faults.remove("f1"));
    assertFalse(faults.remove("f1"));
    assertEquals("f101", faults.add(more).orElseThrow().id());
  }

  /** A request for a call, with a token that is good for 900 seconds more. */
  private record Target(String word, String call) implements FaultTarget {
    @Override
    public Optional<String> resource() {
      return Optional.of(word);
    }

    @Override
    public Set<String> calls() {
      return Set.of(call);
    }

    @Override
    public Optional<CallCenterId> callCenter() {
      return Optional.of(CENTER);
    }

    @Override
    public boolean isBulk() {
      return false;
    }

    @Override
    public Optional<Violation> tokenFault(Duration offset) {
      return offset.toSeconds() > 900
          ? Optional.of(new Violation(Clause.AUTH_4, "", "It has expired."))
          : Optional.empty();
    }
  }

  private static final class SetClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}

package dev.signalbox.testkit.tck;

import static dev.signalbox.testkit.tck.ConformanceFixtures.CENTER;
import static dev.signalbox.testkit.tck.ConformanceFixtures.OTHER;
import static dev.signalbox.testkit.tck.ConformanceFixtures.SAME_ORG;
import static dev.signalbox.testkit.tck.ConformanceFixtures.key;
import static dev.signalbox.testkit.tck.ConformanceFixtures.together;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.TransferTrees;
import dev.signalbox.testkit.TransferTrees.Leg;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * What every voice-call directory keeps: KEY-3, KEY-4 and CALL-1 to CALL-5. Extend it, and say how
 * to make a directory.
 */
@SuppressWarnings("exports") // its users bring the engine and read its module
public abstract class VoiceCallDirectoryConformance {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** For subclasses. */
  protected VoiceCallDirectoryConformance() {}

  /**
   * Makes a directory with default settings.
   *
   * @return a new directory, which knows no calls
   */
  protected abstract VoiceCallDirectory create();

  /**
   * Makes a small directory, for CALL-5.
   *
   * @param maxConversations how many conversations it may hold
   * @param timeToLive when a conversation that is not used is forgotten
   * @param clock tells it the time
   * @return a new directory; empty, the default, where it can't be told, which leaves CALL-5
   *     unchecked
   */
  protected Optional<VoiceCallDirectory> create(
      int maxConversations, Duration timeToLive, Clock clock) {
    return Optional.empty();
  }

  private static Registration register(
      VoiceCallDirectory calls, CallCenterId center, VoiceCall call) {
    try {
      return calls
          .register(center, call)
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("register gave no answer", e);
    }
  }

  private static Registration.Registered registered(VoiceCallDirectory calls, VoiceCall call) {
    return registered(calls, CENTER, call);
  }

  private static Registration.Registered registered(
      VoiceCallDirectory calls, CallCenterId center, VoiceCall call) {
    return assertInstanceOf(
        Registration.Registered.class, register(calls, center, call), call::toString);
  }

  private static void refused(
      VoiceCallDirectory calls, CallCenterId center, VoiceCall call, Clause... clauses) {
    List<Violation> violations = register(calls, center, call).violations();
    assertFalse(violations.isEmpty(), () -> "taken: " + call);
    Clause clause = violations.get(0).clause();
    assertTrue(List.of(clauses).contains(clause), () -> "refused under " + clause);
  }

  private static VoiceCall call(String key) {
    return VoiceCall.of(key(key), InitiationMethod.INBOUND);
  }

  private static VoiceCall transfer(String key, String parent) {
    return VoiceCall.transfer(key(key), parent);
  }

  private static Optional<String> first(VoiceCallDirectory calls, String key) {
    return calls.firstCall(CENTER, key(key)).map(VendorCallKey::value);
  }

  /** A first call is its own, a later leg's is the first. */
  @Test
  @Covers("directory/KEY-3/first-call")
  public void theFirstCallOfALegIsFound() {
    VoiceCallDirectory calls = create();
    registered(calls, call("a"));
    Registration.Registered leg = registered(calls, transfer("b", "a"));
    assertAll(
        () -> assertEquals("a", leg.firstKey().value()),
        () -> assertEquals(Optional.of("a"), first(calls, "a")),
        () -> assertEquals(Optional.of("a"), first(calls, "b")));
  }

  /** A key without a record is unknown. */
  @Test
  @Covers("directory/KEY-4/unknown")
  public void anUnknownCallIsUnknown() {
    VoiceCallDirectory calls = create();
    assertEquals(Optional.empty(), first(calls, "a"));
    registered(calls, call("b"));
    assertEquals(Optional.empty(), first(calls, "a"));
  }

  /** Each record gets an id of its own, well-formed and of 18 characters. */
  @Test
  @Covers("directory/CALL-1/ids")
  public void idsAreWellFormedAndNew() {
    VoiceCallDirectory calls = create();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      VoiceCallId id = registered(calls, call("a" + i % 100)).voiceCallId();
      assertTrue(VoiceCallId.isVoiceCallId(id.value()), id::value);
      assertEquals(18, id.value().length());
      ids.add(id.value());
    }
    assertEquals(300, ids.size());
  }

  /** A parent is known by its key, its id, and its id's first 15 characters. */
  @Test
  @Covers("directory/CALL-2/parent-by-each-id")
  public void aParentIsKnownByEachOfItsIds() {
    VoiceCallDirectory calls = create();
    String id = registered(calls, call("a")).voiceCallId().value();
    String again = registered(calls, call("a")).voiceCallId().value();
    int leg = 0;
    for (String parent : List.of("a", id, id.substring(0, 15), again)) {
      String key = "leg" + leg++;
      registered(calls, transfer(key, parent));
      assertEquals(Optional.of("a"), first(calls, key), parent);
    }
  }

  /** Any record that names a parent is linked. */
  @Test
  @Covers("directory/CALL-2/any-method")
  public void aParentLinksWhateverTheMethod() {
    VoiceCallDirectory calls = create();
    registered(calls, call("a"));
    for (InitiationMethod method : InitiationMethod.values()) {
      String key = method.name().toLowerCase(Locale.ROOT);
      registered(calls, new VoiceCall(key(key), method, Optional.of("a"), Map.of()));
      assertEquals(Optional.of("a"), first(calls, key));
    }
  }

  /** An unknown parent is refused, and leaves nothing behind. */
  @Test
  @Covers("directory/CALL-2/unknown-parent")
  public void anUnknownParentIsRefused() {
    VoiceCallDirectory calls = create();
    refused(calls, CENTER, transfer("b", "a"), Clause.CALL_2);
    refused(calls, CENTER, transfer("b", "0LQ000000000001AAA"), Clause.CALL_2);
    refused(calls, CENTER, transfer("c", "b"), Clause.CALL_2);
    assertEquals(Optional.empty(), first(calls, "b"));
  }

  /** The first call is found from each leg of any tree. */
  @Test
  @Covers("directory/CALL-3/trees")
  public void theFirstCallOfAnyTreeIsFound() {
    VoiceCallDirectory calls = create();
    for (long seed = 0; seed < 100; seed++) {
      List<Leg> legs = TransferTrees.trees("tree" + seed, 20).sample(seed);
      List<String> ids = new ArrayList<>();
      for (Leg leg : legs) {
        Optional<String> parent =
            leg.parent()
                .map(
                    i ->
                        leg.parentId() == TransferTrees.ParentId.VENDOR_CALL_KEY
                            ? legs.get(i).key()
                            : ids.get(i));
        InitiationMethod method = InitiationMethod.ofName(leg.method()).orElseThrow();
        VoiceCall call = new VoiceCall(key(leg.key()), method, parent, Map.of());
        ids.add(registered(calls, call).voiceCallId().value());
      }
      for (Leg leg : legs) {
        assertEquals(Optional.of(leg.first()), first(calls, leg.key()), legs::toString);
      }
    }
  }

  /** Chains may be long. */
  @Test
  @Covers("directory/CALL-3/long-chain")
  public void chainsMayBeLong() {
    VoiceCallDirectory calls = create();
    registered(calls, call("k0"));
    int length = 1000;
    for (int i = 1; i < length; i++) {
      registered(calls, transfer("k" + i, "k" + (i - 1)));
    }
    assertEquals(Optional.of("k0"), first(calls, "k" + (length - 1)));
  }

  /** No sequence of registrations closes a cycle: the first call stays the first. */
  @Test
  @Covers("directory/CALL-3/no-cycle")
  public void noCycleIsBuilt() {
    VoiceCallDirectory calls = create();
    registered(calls, call("a"));
    registered(calls, transfer("b", "a"));
    registered(calls, transfer("c", "b"));
    register(calls, CENTER, transfer("a", "c"));
    register(calls, CENTER, transfer("b", "c"));
    register(calls, CENTER, transfer("a", "a"));
    for (String key : List.of("a", "b", "c")) {
      assertEquals(Optional.of("a"), first(calls, key));
    }
  }

  /** A second record stays in the conversation; one with a parent in another is refused. */
  @Test
  @Covers("directory/CALL-3/other-conversation")
  public void aKeyStaysInItsConversation() {
    VoiceCallDirectory calls = create();
    registered(calls, call("a"));
    registered(calls, call("x"));
    registered(calls, transfer("b", "a"));
    registered(calls, call("b"));
    refused(calls, CENTER, transfer("b", "x"), Clause.CALL_3);
    registered(calls, transfer("b", "a"));
    assertEquals(Optional.of("a"), first(calls, "b"));
  }

  /** Call centers know nothing of each other's calls. */
  @Test
  @Covers("directory/CALL-4/scope")
  public void callCentersAreKeptApart() {
    VoiceCallDirectory calls = create();
    String id = registered(calls, call("a")).voiceCallId().value();
    registered(calls, transfer("b", "a"));
    for (CallCenterId other : List.of(OTHER, SAME_ORG)) {
      assertEquals(Optional.empty(), calls.firstCall(other, key("a")));
      refused(calls, other, transfer("c", "a"), Clause.CALL_2);
      refused(calls, other, transfer("c", id), Clause.CALL_2);
      registered(calls, other, call("b"));
      assertEquals(Optional.of(key("b")), calls.firstCall(other, key("b")));
    }
    assertEquals(Optional.of("a"), first(calls, "b"));
  }

  /** Simultaneous registrations end in one conversation. */
  @Test
  @Covers("directory/CALL-3/concurrent")
  public void simultaneousRegistrationsAreConsistent() {
    for (int round = 0; round < 50; round++) {
      VoiceCallDirectory calls = create();
      registered(calls, call("a"));
      registered(calls, call("b"));
      List<Callable<Registration>> tasks =
          List.of(
              () -> register(calls, CENTER, transfer("leg", "a")),
              () -> register(calls, CENTER, transfer("leg", "b")),
              () -> register(calls, CENTER, transfer("leg", "a")),
              () -> register(calls, CENTER, transfer("leg", "b")));
      List<Registration> answers = together(tasks);
      String first = first(calls, "leg").orElseThrow();
      Set<String> ids = new HashSet<>();
      int taken = 0;
      for (int i = 0; i < answers.size(); i++) {
        if (answers.get(i) instanceof Registration.Registered registered) {
          taken++;
          ids.add(registered.voiceCallId().value());
          assertEquals(i % 2 == 0 ? "a" : "b", first, "linked to two conversations");
        }
      }
      assertEquals(2, taken);
      assertEquals(2, ids.size());
    }
  }

  /** At the bound a new conversation is refused, and no live one has to go. */
  @Test
  @Covers("directory/CALL-5/bound")
  public void atTheBoundNewConversationsAreRefused() {
    VoiceCallDirectory calls = small(new Time());
    for (int i = 0; i < 3; i++) {
      registered(calls, call("a" + i));
    }
    refused(calls, CENTER, call("new"), Clause.CALL_5, Clause.RES_4);
    for (int i = 0; i < 3; i++) {
      assertEquals(Optional.of("a" + i), first(calls, "a" + i));
    }
    registered(calls, transfer("leg", "a0"));
    registered(calls, call("a1"));
  }

  /** A conversation is forgotten as a whole, some time after its last use. */
  @Test
  @Covers("directory/CALL-5/forgetting")
  public void conversationsAreForgottenAsAWhole() {
    Time time = new Time();
    VoiceCallDirectory calls = small(time);
    registered(calls, call("a"));
    registered(calls, transfer("b", "a"));
    registered(calls, call("x"));
    time.pass(Duration.ofMinutes(50));
    assertEquals(Optional.of("a"), first(calls, "b"));
    time.pass(Duration.ofMinutes(50));
    assertEquals(Optional.of("a"), first(calls, "a"), "the use of a leg keeps the conversation");
    assertEquals(Optional.empty(), first(calls, "x"), "an unused conversation is forgotten");
    time.pass(Duration.ofMinutes(70));
    assertEquals(Optional.empty(), first(calls, "a"));
    assertEquals(Optional.empty(), first(calls, "b"));
    for (int i = 0; i < 3; i++) {
      registered(calls, call("new" + i));
    }
    assertNotEquals(Optional.of("a"), first(calls, "b"));
  }

  private VoiceCallDirectory small(Time time) {
    Optional<VoiceCallDirectory> calls = create(3, Duration.ofHours(1), time);
    assumeTrue(calls.isPresent(), "CALL-5 is unchecked: no small directory can be made");
    return calls.get();
  }

  /** A clock that a test sets. */
  static final class Time extends Clock {
    private volatile Instant now = Instant.ofEpochSecond(1_767_607_200L);

    void pass(Duration time) {
      now = now.plus(time);
    }

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

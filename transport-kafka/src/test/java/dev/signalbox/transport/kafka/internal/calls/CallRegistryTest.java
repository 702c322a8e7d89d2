package dev.signalbox.transport.kafka.internal.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.tck.VoiceCallDirectoryConformance;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The state machine as a directory, with a clock in the place of the log's times. */
class CallRegistryTest extends VoiceCallDirectoryConformance {
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "CallCenter");
  private static final CallBounds LIMITS = new CallBounds(1_000, 10_000, 2_000);
  private static final Duration TTL = Duration.ofHours(1);
  private static final AtomicInteger IDS = new AtomicInteger();

  private record Directory(CallRegistry registry, Clock clock, CallBounds limits)
      implements VoiceCallDirectory {
    @Override
    public synchronized Optional<VendorCallKey> firstCall(
        CallCenterId callCenter, VendorCallKey key) {
      // A look-up is a use, which the producer of batches writes into the log.
      Optional<VendorCallKey> first = registry.firstCall(callCenter, key);
      first.ifPresent(
          f ->
              registry
                  .toKeep(new ConversationId(callCenter, f), clock.millis())
                  .forEach(keep -> registry.apply(keep, clock.millis())));
      registry.apply(
          new DirectoryCommand.Full(callCenter, new VendorCallKey("none"), "g", false),
          clock.millis());
      return registry.firstCall(callCenter, key);
    }

    @Override
    public synchronized CompletionStage<Registration> register(
        CallCenterId callCenter, VoiceCall call) {
      DirectoryCommand command =
          new DirectoryCommand.Register(callCenter, id(), call, false, limits);
      return CompletableFuture.completedStage(
          registry.apply(DirectoryCommand.read(command.bytes()).orElseThrow(), clock.millis()));
    }
  }

  private static VoiceCallId id() {
    return new VoiceCallId(String.format("0LQ%012d", IDS.incrementAndGet()));
  }

  @Override
  protected VoiceCallDirectory create() {
    return new Directory(new CallRegistry(TTL), Clock.systemUTC(), LIMITS);
  }

  @Test
  void aCallIsFoundByItsIdInItsOwnCallCenterAlone() {
    CallRegistry registry = new CallRegistry(TTL);
    DirectoryCommand.Register command = register("first", Optional.empty());
    registry.apply(command, 1);
    assertEquals(Optional.of(new VendorCallKey("first")), registry.find(CENTER, command.id()));
    CallCenterId other = CallCenterId.of("00D000000000000EAA", "Other");
    assertEquals(Optional.empty(), registry.find(other, command.id()));
    assertEquals(Optional.empty(), registry.find(CENTER, id()));
  }

  private static DirectoryCommand.Register register(String key, Optional<String> parent) {
    VoiceCall call =
        new VoiceCall(new VendorCallKey(key), InitiationMethod.INBOUND, parent, java.util.Map.of());
    return new DirectoryCommand.Register(CENTER, id(), call, false, LIMITS);
  }

  private static Optional<String> first(CallRegistry registry, String key) {
    return registry.firstCall(CENTER, new VendorCallKey(key)).map(VendorCallKey::value);
  }

  @Test
  void aConversationIsForgottenAsAWholeByTheLogsTime() {
    CallRegistry registry = new CallRegistry(TTL);
    List<ConversationId> forgotten = new ArrayList<>();
    registry.onForgotten(forgotten::add);
    registry.apply(register("a", Optional.empty()), 0);
    registry.apply(register("b", Optional.of("a")), 0);
    registry.apply(register("x", Optional.empty()), TTL.toMillis());
    assertEquals(List.of(), forgotten);
    assertEquals(Optional.of("a"), first(registry, "b"));
    registry.apply(register("y", Optional.empty()), TTL.toMillis() * 5 / 4 + 1);
    assertEquals(Optional.empty(), first(registry, "a"));
    assertEquals(Optional.empty(), first(registry, "b"));
    assertEquals(Optional.of("x"), first(registry, "x"));
    assertEquals(List.of(new ConversationId(CENTER, new VendorCallKey("a"))), forgotten);
  }

  @Test
  void aConversationInUseIsWrittenAgainAndKept() {
    CallRegistry registry = new CallRegistry(TTL);
    registry.apply(register("a", Optional.empty()), 0);
    registry.apply(register("b", Optional.of("a")), 0);
    ConversationId id = new ConversationId(CENTER, new VendorCallKey("a"));
    long time = TTL.toMillis() / 4;
    assertEquals(List.of(), registry.toKeep(id, time - 1));
    List<DirectoryCommand.Keep> keep = registry.toKeep(id, time);
    assertEquals(2, keep.size());
    keep.forEach(command -> registry.apply(command, time));
    registry.apply(register("x", Optional.empty()), time + TTL.toMillis() * 5 / 4);
    assertEquals(Optional.of("a"), first(registry, "b"));
  }

  @Test
  void aLogWhoseBeginningIsDeletedSaysTheSameOfWhatIsInUse() {
    CallRegistry whole = new CallRegistry(TTL);
    List<DirectoryCommand> log =
        new ArrayList<>(List.of(register("a", Optional.empty()), register("b", Optional.of("a"))));
    log.forEach(command -> whole.apply(command, 0));
    log.addAll(
        whole.toKeep(new ConversationId(CENTER, new VendorCallKey("a")), TTL.toMillis() / 2));
    DirectoryCommand.Register later = register("c", Optional.of("b"));
    log.add(later);
    CallRegistry rest = new CallRegistry(TTL);
    for (DirectoryCommand command : log.subList(1, log.size())) {
      rest.apply(DirectoryCommand.read(command.bytes()).orElseThrow(), TTL.toMillis() / 2);
    }
    for (String key : List.of("a", "b", "c")) {
      assertEquals(Optional.of("a"), first(rest, key));
    }
  }

  @Test
  void atTheBoundANewConversationIsRefused() {
    CallRegistry registry = new CallRegistry(TTL);
    CallBounds small = new CallBounds(1, 10, 10);
    VoiceCall a = VoiceCall.of(new VendorCallKey("a"), InitiationMethod.INBOUND);
    VoiceCall b = VoiceCall.of(new VendorCallKey("b"), InitiationMethod.INBOUND);
    registry.apply(new DirectoryCommand.Register(CENTER, id(), a, false, small), 0);
    assertInstanceOf(
        Registration.Refused.class,
        registry.apply(new DirectoryCommand.Register(CENTER, id(), b, false, small), 0));
    assertInstanceOf(
        Registration.Registered.class,
        registry.apply(new DirectoryCommand.Register(CENTER, id(), a, false, small), 0));
  }

  @Test
  void theSameCommandTwiceIsOneRegistration() {
    CallRegistry registry = new CallRegistry(TTL);
    DirectoryCommand.Register command = register("a", Optional.empty());
    Registration once = registry.apply(command, 0);
    assertEquals(once, registry.apply(command, 1));
    assertEquals(1, registry.conversations());
  }

  @Test
  void aConversationIsFullWhileAnyGroupSaysSo() {
    CallRegistry registry = new CallRegistry(TTL);
    VendorCallKey key = new VendorCallKey("a");
    ConversationId id = new ConversationId(CENTER, key);
    registry.apply(new DirectoryCommand.Full(CENTER, key, "one", true), 0);
    registry.apply(new DirectoryCommand.Full(CENTER, key, "two", true), 0);
    registry.apply(new DirectoryCommand.Full(CENTER, key, "one", false), 0);
    assertEquals(java.util.Set.of("two"), registry.fullFor(id));
    registry.apply(new DirectoryCommand.Full(CENTER, key, "two", false), 0);
    assertEquals(java.util.Set.of(), registry.fullFor(id));
  }

  /** Two instances that read the same log agree on everything. */
  @Test
  void everyInstanceSaysTheSame() {
    Random random = new Random(7);
    CallRegistry one = new CallRegistry(TTL);
    CallRegistry two = new CallRegistry(TTL);
    long time = 0;
    for (int i = 0; i < 5_000; i++) {
      time += random.nextInt(30_000);
      Optional<String> parent =
          random.nextInt(3) == 0 ? Optional.empty() : Optional.of("k" + random.nextInt(60));
      DirectoryCommand.Register command = register("k" + random.nextInt(60), parent);
      assertEquals(one.apply(command, time), two.apply(command, time));
    }
    for (int k = 0; k < 60; k++) {
      assertEquals(first(one, "k" + k), first(two, "k" + k));
    }
  }
}

package dev.signalbox.testkit.tck;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.ReplayGuard;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.testkit.CallKeyGenerators;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Simple directories that keep the contract, except for the fault that they are told to have. */
final class ReferenceDirectories {
  private ReferenceDirectories() {}

  static final class Calls implements VoiceCallDirectory {
    private final Optional<DirectoryFault> fault;
    private final int max;
    private final Duration timeToLive;
    private final Clock clock;
    private final Map<String, String> firsts = new LinkedHashMap<>();
    private final Map<String, String> keysById = new HashMap<>();
    private final Map<String, Instant> used = new HashMap<>();
    private final CyclicBarrier together = new CyclicBarrier(4);
    private long ids;

    Calls(Optional<DirectoryFault> fault, int max, Duration timeToLive, Clock clock) {
      this.fault = fault;
      this.max = max;
      this.timeToLive = timeToLive;
      this.clock = clock;
    }

    private boolean has(DirectoryFault one) {
      return fault.equals(Optional.of(one));
    }

    private String scope(CallCenterId center) {
      if (has(DirectoryFault.NOT_SCOPED)) {
        return "";
      }
      return (has(DirectoryFault.SCOPED_BY_ORG) ? center.orgId().value() : center) + "\n";
    }

    /** Drops what was not used for a while. */
    private void forget() {
      if (has(DirectoryFault.FORGETS_NOTHING)) {
        return;
      }
      Instant limit = clock.instant().minus(timeToLive);
      Set<String> gone = new HashSet<>();
      used.forEach(
          (first, time) -> {
            if (time.isBefore(limit)) {
              gone.add(first);
            }
          });
      used.keySet().removeAll(gone);
      firsts
          .entrySet()
          .removeIf(
              e ->
                  gone.contains(
                      has(DirectoryFault.FORGETS_LEG_BY_LEG) ? e.getKey() : e.getValue()));
      keysById.values().removeIf(key -> !firsts.containsKey(key));
    }

    @Override
    public synchronized Optional<VendorCallKey> firstCall(CallCenterId center, VendorCallKey key) {
      forget();
      String first = firsts.get(scope(center) + key.value());
      if (first == null) {
        return has(DirectoryFault.EVERY_CALL_IS_KNOWN) ? Optional.of(key) : Optional.empty();
      }
      String touched = has(DirectoryFault.FORGETS_LEG_BY_LEG) ? scope(center) + key.value() : first;
      used.put(touched, clock.instant());
      if (has(DirectoryFault.RESOLVES_NOTHING)) {
        return Optional.of(key);
      }
      return Optional.of(new VendorCallKey(first.substring(scope(center).length())));
    }

    @Override
    public CompletionStage<Registration> register(CallCenterId center, VoiceCall call) {
      if (has(DirectoryFault.CHECKS_THEN_LINKS) && call.vendorCallKey().value().equals("leg")) {
        return CompletableFuture.completedStage(racing(center, call));
      }
      return CompletableFuture.completedStage(registerNow(center, call));
    }

    /** All have checked before one links. */
    private Registration racing(CallCenterId center, VoiceCall call) {
      try {
        together.await(500, TimeUnit.MILLISECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        together.reset();
      }
      synchronized (this) {
        String key = scope(center) + call.vendorCallKey().value();
        firsts.put(key, scope(center) + call.parent().orElseThrow());
        return registered(center, call, firsts.get(key));
      }
    }

    private synchronized Registration registerNow(CallCenterId center, VoiceCall call) {
      forget();
      String key = scope(center) + call.vendorCallKey().value();
      String known = firsts.get(key);
      boolean links =
          call.parent().isPresent()
              && (!has(DirectoryFault.PARENT_OF_TRANSFERS_ALONE)
                  || call.initiationMethod() == InitiationMethod.TRANSFER);
      if (!links) {
        String first = known == null ? key : known;
        long live =
            has(DirectoryFault.COUNTS_LEGS)
                ? firsts.size()
                : firsts.values().stream().distinct().count();
        if (known == null && live >= max) {
          if (!has(DirectoryFault.EVICTS_AT_THE_BOUND)) {
            return new Registration.Refused(Clause.CALL_5, "No.", Duration.ofSeconds(1));
          }
          firsts.remove(firsts.keySet().iterator().next());
        }
        firsts.put(key, first);
        return registered(center, call, first);
      }
      String parent = scope(center) + call.parent().get();
      if (!firsts.containsKey(parent) && !has(DirectoryFault.PARENT_BY_KEY_ALONE)) {
        String text = call.parent().get();
        String id = text.length() == 15 ? text + CallKeyGenerators.checksum(text) : text;
        parent = keysById.getOrDefault(scope(center) + id, parent);
      }
      String first = firsts.get(parent);
      if (first == null) {
        if (has(DirectoryFault.REFUSED_RECORD_STAYS)) {
          firsts.put(key, key);
        }
        if (!has(DirectoryFault.UNKNOWN_PARENT_TAKEN)) {
          return new Registration.Invalid(List.of(new Violation(Clause.CALL_2, "", "No.")));
        }
        first = parent;
      }
      if (has(DirectoryFault.ONE_STEP)) {
        first = parent;
      }
      if (has(DirectoryFault.RECURSES_WITHOUT_END) && firsts.size() > 500) {
        throw new StackOverflowError();
      }
      boolean other = known != null && !known.equals(first) && !known.equals(key);
      boolean taken = has(DirectoryFault.MOVES_CALLS) || has(DirectoryFault.CLOSES_CYCLES);
      if (other && !taken) {
        return new Registration.Invalid(List.of(new Violation(Clause.CALL_3, "", "No.")));
      }
      firsts.put(key, has(DirectoryFault.CLOSES_CYCLES) ? parent : first);
      if (has(DirectoryFault.COUNTS_LEGS) && firsts.size() > max) {
        return new Registration.Refused(Clause.CALL_5, "No.", Duration.ofSeconds(1));
      }
      return registered(center, call, first);
    }

    private Registration registered(CallCenterId center, VoiceCall call, String first) {
      used.put(first, clock.instant());
      String text = String.format("0LQ%012d", has(DirectoryFault.SAME_ID_AGAIN) ? 7 : ids++);
      String id = text + CallKeyGenerators.checksum(text);
      keysById.put(scope(center) + id, scope(center) + call.vendorCallKey().value());
      return new Registration.Registered(
          new VoiceCallId(id), new VendorCallKey(first.substring(scope(center).length())));
    }
  }

  static final class Guard implements ReplayGuard {
    private final Optional<DirectoryFault> fault;
    private final int max;
    private final Clock clock;
    private final Map<Object, Map<Object, Instant>> used = new HashMap<>();
    private final CyclicBarrier together = new CyclicBarrier(6);

    Guard(Optional<DirectoryFault> fault, int max, Clock clock) {
      this.fault = fault;
      this.max = max;
      this.clock = clock;
    }

    private boolean has(DirectoryFault one) {
      return fault.equals(Optional.of(one));
    }

    @Override
    public Verdict use(CallCenterId center, String jti, Instant expiresAt) {
      if (has(DirectoryFault.CHECKS_THEN_REMEMBERS)) {
        boolean known;
        synchronized (this) {
          known = memory(center).containsKey(jti);
        }
        try {
          together.await(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          together.reset();
        }
        synchronized (this) {
          memory(center).put(jti, expiresAt);
        }
        return known ? Verdict.REPLAYED : Verdict.FIRST_USE;
      }
      return useNow(center, jti, expiresAt);
    }

    @Override
    public Use useUp(CallCenterId center, String jti, Instant expiresAt) {
      Verdict verdict = use(center, jti, expiresAt);
      return new Use(
          verdict,
          has(DirectoryFault.KEEPS_WAITING)
              ? Optional.of(CompletableFuture.failedStage(new IllegalStateException("not kept")))
              : Optional.empty());
    }

    private Map<Object, Instant> memory(CallCenterId center) {
      Object scope =
          has(DirectoryFault.ONE_SCOPE)
              ? ""
              : has(DirectoryFault.ORG_AS_SCOPE) ? center.orgId() : center;
      return used.computeIfAbsent(scope, s -> new LinkedHashMap<>());
    }

    private synchronized Verdict useNow(CallCenterId center, String jti, Instant expiresAt) {
      Map<Object, Instant> memory = memory(center);
      Instant now = clock.instant();
      if (has(DirectoryFault.FORGETS_AT_FIRST_EXPIRY)
          && memory.values().stream().anyMatch(end -> !end.isAfter(now))) {
        memory.clear();
      }
      if (!has(DirectoryFault.NEVER_FORGETS)) {
        memory.values().removeIf(end -> !end.isAfter(now));
      }
      Object id =
          has(DirectoryFault.REMEMBERS_HASH_CODES)
              ? (Object) jti.hashCode()
              : has(DirectoryFault.IGNORES_CASE) ? jti.toLowerCase(Locale.ROOT) : jti;
      if (memory.containsKey(id) && !has(DirectoryFault.REMEMBERS_NOTHING)) {
        return Verdict.REPLAYED;
      }
      int size =
          has(DirectoryFault.ONE_BOUND_FOR_ALL)
              ? used.values().stream().mapToInt(Map::size).sum()
              : memory.size();
      if (size >= max) {
        if (has(DirectoryFault.PASSES_WHEN_FULL)) {
          return Verdict.FIRST_USE;
        }
        if (!has(DirectoryFault.EVICTS_OLDEST)) {
          return Verdict.FULL;
        }
        memory.remove(memory.keySet().iterator().next());
      }
      memory.put(id, expiresAt);
      return Verdict.FIRST_USE;
    }
  }

  @SuppressWarnings("ReferenceEquality") // one of the faults
  static CallCenterDirectory callCenters(
      Optional<DirectoryFault> fault, Map<CallCenterId, Set<CallCenterKey>> known) {
    return id -> {
      DirectoryFault has = fault.orElse(DirectoryFault.RESOLVES_NOTHING);
      return switch (has) {
        case FIRST_KEY_ALONE ->
            known.getOrDefault(id, Set.of()).stream().limit(1).collect(Collectors.toSet());
        case THROWS_WHEN_UNKNOWN -> Optional.ofNullable(known.get(id)).orElseThrow();
        case KEYS_BY_ORG -> keys(known, other -> other.orgId().equals(id.orgId()));
        case KEYS_BY_NAME -> keys(known, other -> other.apiName().equals(id.apiName()));
        // As a cache does whose keys are held by weak references.
        case COMPARES_IDENTITY -> keys(known, other -> other == id);
        case NAME_IN_ANY_CASE ->
            keys(
                known,
                other ->
                    other.orgId().equals(id.orgId())
                        && other.apiName().equalsIgnoreCase(id.apiName()));
        default -> known.getOrDefault(id, Set.of());
      };
    };
  }

  private static Set<CallCenterKey> keys(
      Map<CallCenterId, Set<CallCenterKey>> known, Predicate<CallCenterId> which) {
    return known.entrySet().stream()
        .filter(e -> which.test(e.getKey()))
        .flatMap(e -> e.getValue().stream())
        .collect(Collectors.toSet());
  }
}

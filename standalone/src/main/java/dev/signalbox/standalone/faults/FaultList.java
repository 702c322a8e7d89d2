package dev.signalbox.standalone.faults;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** The faults at work, in the order in which they were added. Thread-safe. */
public final class FaultList {
  /** How many there may be. */
  public static final int MAX_FAULTS = 100;

  private final CopyOnWriteArrayList<ActiveFault> faults = new CopyOnWriteArrayList<>();
  private final AtomicLong last = new AtomicLong();
  private final Clock clock;

  /** No faults yet. */
  public FaultList(Clock clock) {
    this.clock = clock;
  }

  /**
   * Puts a fault to work.
   *
   * @return empty where there are as many as there may be
   */
  public synchronized Optional<ActiveFault> add(Fault fault) {
    if (faults.size() >= MAX_FAULTS) {
      return Optional.empty();
    }
    // A seed of the server's choice is one that people can type.
    ActiveFault active =
        new ActiveFault(
            "f" + last.incrementAndGet(), fault, ThreadLocalRandom.current().nextInt(1, 1 << 30));
    faults.add(active);
    return Optional.of(active);
  }

  /** All of them. */
  public List<ActiveFault> all() {
    return List.copyOf(faults);
  }

  /** The one of an id. */
  public Optional<ActiveFault> find(String id) {
    return faults.stream().filter(fault -> fault.id().equals(id)).findFirst();
  }

  /** Takes one away; false where there is none of that id. */
  public synchronized boolean remove(String id) {
    return faults.removeIf(fault -> fault.id().equals(id));
  }

  /** Takes all away. */
  public synchronized void clear() {
    faults.clear();
  }

  /** Whether there is none, which is quickly known. */
  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Whether one of them goes by a call's key. */
  public boolean matchCalls() {
    return faults.stream().anyMatch(active -> active.fault().match().call().isPresent());
  }

  /** The first fault that a request meets. */
  public Optional<FaultHit> hit(FaultTarget target) {
    for (ActiveFault fault : faults) {
      Optional<FaultHit> hit = fault.hit(target, clock.instant());
      if (hit.isPresent()) {
        return hit;
      }
    }
    return Optional.empty();
  }
}

package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** DLV-3: how many threads a subscriber has. */
class DeliveryPoolTest extends PoolTesting {
  @Test
  void asManyThreadsAsProcessorsWhereNoneMayBeStuck() {
    DeliveryPool none = pool(0);
    for (int i = 0; i < BASE + 5; i++) {
      none.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE);
    for (int i = 0; i < 100; i++) {
      none.check();
    }
    assertEquals(names(BASE), names());
    assertEquals(BASE, entered.get());
    unblock.countDown();
    awaitThat(() -> entered.get() == BASE + 5);
    assertEquals(names(BASE), names());
  }

  /** At the limit, there are as many threads for the others as without a stuck call. */
  @Test
  void asManyMoreThreadsAsCallsMayBeStuck() {
    DeliveryPool some = pool(3);
    for (int i = 0; i < BASE + 3 + 5; i++) {
      some.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE + 3);
    for (int i = 0; i < 100; i++) {
      some.check();
    }
    assertEquals(BASE + 3, names().size());
    assertEquals(BASE + 3, entered.get());
    unblock.countDown();
    awaitThat(() -> entered.get() == BASE + 3 + 5);
  }

  /** One that is stuck on all its first threads has as many again, without the monitor's help. */
  @Test
  void aCheckReplacesTheThreadsThatAreStuck() {
    monitor.stop();
    DeliveryPool many = pool(100);
    for (int i = 0; i < 3 * BASE; i++) {
      many.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE);
    // The first look sees their progress, the second one that there is none.
    many.check();
    many.check();
    awaitThat(() -> entered.get() == 2 * BASE);
    many.check();
    many.check();
    awaitThat(() -> entered.get() == 3 * BASE);
    for (int i = 0; i < 10; i++) {
      many.check();
    }
    assertEquals(3 * BASE, names().size());
  }

  @Test
  void noMoreThreadsThanQueuesAreStarted() {
    monitor.stop();
    DeliveryPool many = pool(100);
    many.enqueue(stuckCall());
    awaitThat(() -> entered.get() == 1);
    for (int i = 0; i < 100; i++) {
      many.check();
    }
    assertEquals(names(1), names());
    many.enqueue(freeCall());
    awaitThat(() -> entered.get() == 2);
    assertTrue(names(2).containsAll(names()), () -> "" + names());
  }

  /** A thread without work waits, and is the one that takes the next. */
  @Test
  void aThreadThatWaitsIsWokenRatherThanAnotherOneStarted() {
    monitor.stop();
    DeliveryPool one = pool(100);
    for (int i = 1; i <= 20; i++) {
      one.enqueue(freeCall());
      int calls = i;
      awaitThat(() -> entered.get() == calls);
      // Unless it has its nap and will look by itself, it waits to be woken.
      Thread thread = seen.iterator().next();
      awaitThat(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
    assertTrue(names(2).containsAll(names()), () -> "" + names());
  }

  @Test
  void aQueueThatNeedsAnotherTurnComesAfterThoseThatWait() {
    DeliveryPool none = pool(0);
    for (int i = 0; i < BASE; i++) {
      none.enqueue(stuckCall());
    }
    awaitThat(() -> entered.get() == BASE);
    ConversationQueue first = freeCall();
    ConversationQueue again = freeCall();
    none.enqueue(first);
    DeliveryWorker worker = new DeliveryWorker(none, "not started");
    assertSame(first, none.take(worker, again));
    assertSame(again, none.take(worker, null));
  }

  @Test
  void afterAStopNothingRunsAndNoThreadIsStarted() {
    DeliveryPool stopped = pool(100);
    stopped.stop();
    stopped.enqueue(freeCall());
    stopped.wakeOrStart();
    stopped.check();
    assertNull(stopped.take(new DeliveryWorker(stopped, "not started"), freeCall()));
    assertEquals(Set.of(), threads());
    assertEquals(0, entered.get());
  }

  @Test
  void aStopEndsThreadsThatAreStuckAndThoseThatWait() {
    DeliveryPool some = pool(100);
    some.enqueue(freeCall());
    some.enqueue(stuckCall());
    awaitThat(() -> entered.get() == 2);
    List<Thread> threads = List.copyOf(seen);
    some.stop();
    awaitThat(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void threadsHaveTheContextClassLoaderOfTheSubscription() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    ClassLoader own = new ClassLoader(before) {};
    Thread.currentThread().setContextClassLoader(own);
    DeliveryPool some;
    try {
      some = pool(0);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    Set<ClassLoader> loaders = ConcurrentHashMap.newKeySet();
    some.enqueue(call(batch -> loaders.add(Thread.currentThread().getContextClassLoader())));
    awaitThat(() -> !loaders.isEmpty());
    assertEquals(Set.of(own), loaders);
  }

  @Test
  void theMonitorsThreadDoesNotKeepTheProcessAlive() {
    assertTrue(monitor.checkLater(pool(0)));
    awaitThat(() -> !monitorThreads().isEmpty());
    assertTrue(monitorThreads().stream().allMatch(Thread::isDaemon));
  }

  private static List<Thread> monitorThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("signalbox-delivery-monitor"))
        .toList();
  }

  @Test
  void aMonitorThatWasStoppedChecksNothing() {
    DeliveryPool some = pool(0);
    StuckCallMonitor other = new StuckCallMonitor();
    assertTrue(other.checkLater(some));
    other.stop();
    assertFalse(other.checkLater(some));
  }
}

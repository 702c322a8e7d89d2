package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.Subscriber;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DLV-3: how many threads a subscriber has. */
class DeliveryPoolTest {
  private static final int BASE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final CountDownLatch unblock = new CountDownLatch(1);
  private final AtomicInteger entered = new AtomicInteger();
  private final Collection<Thread> seen = new CopyOnWriteArrayList<>();
  private final StuckCallMonitor monitor = new StuckCallMonitor();
  private @Nullable DeliveryPool pool;

  private DeliveryPool pool(int maxStuckCalls) {
    pool = new DeliveryPool("pool-test", maxStuckCalls, monitor);
    return pool;
  }

  @AfterEach
  void end() {
    unblock.countDown();
    monitor.stop();
    if (pool != null) {
      pool.stop();
    }
  }

  /** The queue of a call of its own, with one batch for the subscriber. */
  private static ConversationQueue call(DeliveryPool pool, Subscriber subscriber) {
    DeliveryFixtures.Conversation conversation = new DeliveryFixtures.Conversation();
    @Nullable ConversationQueue queue =
        conversation.enqueue(new SubscriptionState(conversation.delivery, subscriber, pool, 0))[0];
    assertNotNull(queue);
    return queue;
  }

  private ConversationQueue stuckCall(DeliveryPool pool) {
    return call(
        pool,
        batch -> {
          seen.add(Thread.currentThread());
          entered.incrementAndGet();
          unblock.await();
        });
  }

  private ConversationQueue freeCall(DeliveryPool pool) {
    return call(
        pool,
        batch -> {
          seen.add(Thread.currentThread());
          entered.incrementAndGet();
        });
  }

  private Set<String> names() {
    return seen.stream().map(Thread::getName).collect(Collectors.toSet());
  }

  private static Set<String> names(int threads) {
    return IntStream.rangeClosed(1, threads)
        .mapToObj(i -> "pool-test-" + i)
        .collect(Collectors.toSet());
  }

  @Test
  void asManyThreadsAsProcessorsWhereNoneMayBeStuck() {
    DeliveryPool none = pool(0);
    for (int i = 0; i < BASE + 5; i++) {
      none.enqueue(stuckCall(none));
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
      some.enqueue(stuckCall(some));
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
      many.enqueue(stuckCall(many));
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
    many.enqueue(stuckCall(many));
    awaitThat(() -> entered.get() == 1);
    for (int i = 0; i < 100; i++) {
      many.check();
    }
    assertEquals(names(1), names());
    many.enqueue(freeCall(many));
    awaitThat(() -> entered.get() == 2);
    assertTrue(names(2).containsAll(names()), () -> "" + names());
  }

  /** A thread without work waits, and is the one that takes the next. */
  @Test
  void aThreadThatWaitsIsWokenRatherThanAnotherOneStarted() {
    monitor.stop();
    DeliveryPool one = pool(100);
    for (int i = 1; i <= 20; i++) {
      one.enqueue(freeCall(one));
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
      none.enqueue(stuckCall(none));
    }
    awaitThat(() -> entered.get() == BASE);
    ConversationQueue first = freeCall(none);
    ConversationQueue again = freeCall(none);
    none.enqueue(first);
    DeliveryWorker worker = new DeliveryWorker(none, "not started");
    assertSame(first, none.take(worker, again));
    assertSame(again, none.take(worker, null));
  }

  @Test
  void afterAStopNothingRunsAndNoThreadIsStarted() {
    DeliveryPool stopped = new DeliveryPool("stopped-pool-test", 100, monitor);
    stopped.stop();
    stopped.enqueue(freeCall(stopped));
    stopped.wakeOrStart();
    stopped.check();
    assertNull(stopped.take(new DeliveryWorker(stopped, "not started"), freeCall(stopped)));
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().startsWith("stopped-pool-test")));
    assertEquals(0, entered.get());
  }

  @Test
  void aStopEndsThreadsThatAreStuckAndThoseThatWait() {
    DeliveryPool some = pool(100);
    some.enqueue(freeCall(some));
    some.enqueue(stuckCall(some));
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
    some.enqueue(call(some, batch -> loaders.add(Thread.currentThread().getContextClassLoader())));
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

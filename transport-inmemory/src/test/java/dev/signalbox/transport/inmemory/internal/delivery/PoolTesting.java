package dev.signalbox.transport.inmemory.internal.delivery;

import static dev.signalbox.transport.inmemory.internal.delivery.DeliveryFixtures.awaitThat;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.Subscriber;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A pool of its own for each test, and calls that tell which of its threads ran them. */
abstract class PoolTesting {
  static final int BASE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final AtomicInteger POOLS = new AtomicInteger();

  final CountDownLatch unblock = new CountDownLatch(1);
  final AtomicInteger entered = new AtomicInteger();

  /** The threads that ran calls, in order; one that ran several is here several times. */
  final Collection<Thread> seen = new CopyOnWriteArrayList<>();

  /** Lets calls end that wait for it; those that came first go first. */
  final Semaphore gate = new Semaphore(0, true);

  final AtomicInteger passed = new AtomicInteger();
  final StuckCallMonitor monitor = new StuckCallMonitor();
  private @Nullable DeliveryPool pool;
  private String name = "";

  /** A new pool, in which the calls below are from now on. */
  final DeliveryPool pool(int maxStuckCalls) {
    name = "pool-test-" + POOLS.incrementAndGet();
    pool = new DeliveryPool(name, maxStuckCalls, monitor);
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
  final ConversationQueue call(Subscriber subscriber) {
    return call(1, subscriber);
  }

  /** The queue of a call of its own, with so many batches for the subscriber. */
  final ConversationQueue call(int batches, Subscriber subscriber) {
    DeliveryFixtures.Conversation conversation = new DeliveryFixtures.Conversation();
    SubscriptionState subscription =
        new SubscriptionState(
            conversation.delivery, subscriber, Objects.requireNonNull(pool, "no pool"), 0);
    @Nullable ConversationQueue queue = conversation.enqueue(subscription)[0];
    for (int i = 1; i < batches; i++) {
      conversation.enqueue(subscription);
    }
    assertNotNull(queue);
    return queue;
  }

  /** A call that the subscriber keeps until the end. */
  final ConversationQueue stuckCall() {
    return call(
        batch -> {
          enter();
          unblock.await();
        });
  }

  final ConversationQueue freeCall() {
    return call(batch -> enter());
  }

  /** A call that the subscriber keeps until the gate lets it go. */
  final ConversationQueue gatedCall() {
    return call(
        batch -> {
          enter();
          gate.acquire();
          passed.incrementAndGet();
        });
  }

  /** A call with which a thread becomes quick, and then does something as a quick one. */
  final ConversationQueue quickCall(Subscriber then) {
    AtomicBoolean done = new AtomicBoolean();
    // The first turn ends before the last batch, and the thread is quick when it goes on.
    return call(
        100,
        batch -> {
          DeliveryWorker worker = (DeliveryWorker) Thread.currentThread();
          if (!worker.quick) {
            DeliveryFixtures.deliverQuickly(worker);
          } else if (done.compareAndSet(false, true)) {
            enter();
            then.onBatch(batch);
          }
        });
  }

  static Thread last(Iterable<Thread> threads) {
    Thread last = Thread.currentThread();
    for (Thread thread : threads) {
      last = thread;
    }
    return last;
  }

  final void enter() {
    seen.add(Thread.currentThread());
    entered.incrementAndGet();
  }

  /** The names of the threads that ran calls. */
  final Set<String> names() {
    return seen.stream().map(Thread::getName).collect(Collectors.toSet());
  }

  /** The names of as many threads, the first that the pool starts. */
  final Set<String> names(int threads) {
    return IntStream.rangeClosed(1, threads)
        .mapToObj(i -> name + "-" + i)
        .collect(Collectors.toSet());
  }

  /** The names of the pool's threads that live, whether they run calls or not. */
  final Set<String> threads() {
    Thread[] alive = new Thread[Thread.activeCount() + 1000];
    return Arrays.stream(alive, 0, Thread.enumerate(alive))
        .map(Thread::getName)
        .filter(thread -> thread.startsWith(name + "-"))
        .collect(Collectors.toSet());
  }

  /**
   * Waits until a thread without work waits to be woken. Before that it may nap, once. So it is
   * woken twice for nothing, which it must bear.
   */
  static void awaitIdle(Thread thread) {
    for (int i = 0; i < 2; i++) {
      thread.interrupt();
      awaitThat(
          () ->
              !thread.isAlive()
                  || (!thread.isInterrupted() && thread.getState() == Thread.State.TIMED_WAITING));
      assertTrue(thread.isAlive(), "the thread has ended");
    }
  }
}

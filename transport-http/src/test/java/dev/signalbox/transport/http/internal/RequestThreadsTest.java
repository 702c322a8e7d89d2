package dev.signalbox.transport.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestThreadsTest {
  /** What does not wait for anything is not given more threads than there are processors. */
  @Test
  void requestsThatHoldNoThreadGetNoMoreOfThem() throws InterruptedException {
    ExecutorService pool = RequestThreads.pool(512);
    try {
      int requests = 10_000;
      CountDownLatch done = new CountDownLatch(requests);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < requests; i++) {
        pool.execute(
            () -> {
              threads.add(Thread.currentThread());
              done.countDown();
            });
      }
      assertTrue(done.await(30, TimeUnit.SECONDS));
      // A machine that lets one of them wait for a processor may see it replaced.
      assertTrue(threads.size() < 64, () -> threads.size() + " threads");
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aRequestGetsThroughBesideThoseThatAreHeld() throws InterruptedException {
    int held = 100;
    ExecutorService pool = RequestThreads.pool(held + 1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(held);
    try {
      for (int i = 0; i < held; i++) {
        pool.execute(
            () -> {
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              ended.countDown();
            });
        CountDownLatch through = new CountDownLatch(1);
        pool.execute(through::countDown);
        assertTrue(through.await(30, TimeUnit.SECONDS), "beside " + (i + 1));
      }
      release.countDown();
      assertTrue(ended.await(30, TimeUnit.SECONDS));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void asManyThreadsAsRequestsUpToTheBoundAndTheRestWait() throws InterruptedException {
    int max = 20;
    ExecutorService pool = RequestThreads.pool(max);
    try {
      CountDownLatch running = new CountDownLatch(max);
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(3 * max);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 3 * max; i++) {
        pool.execute(
            () -> {
              threads.add(Thread.currentThread());
              running.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              done.countDown();
            });
      }
      assertTrue(running.await(30, TimeUnit.SECONDS), "all threads of the pool are at work");
      assertEquals(max, threads.size());
      release.countDown();
      assertTrue(done.await(30, TimeUnit.SECONDS), "what waited is run as well");
      assertEquals(max, threads.size());
    } finally {
      pool.shutdownNow();
    }
    assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> {}));
  }
}

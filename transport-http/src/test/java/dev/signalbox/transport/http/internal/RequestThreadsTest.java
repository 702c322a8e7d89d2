package dev.signalbox.transport.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestThreadsTest {
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

  /** A directory that has to ask somewhere holds each request for a while, and none for good. */
  @Test
  void moreThreadsComeWhileThoseThatMoveWait() throws InterruptedException {
    ExecutorService pool = RequestThreads.pool(64);
    Semaphore steps = new Semaphore(0);
    CountDownLatch many = new CountDownLatch(32);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try {
      Runnable asking =
          () -> {
            if (threads.add(Thread.currentThread())) {
              many.countDown();
            }
            steps.acquireUninterruptibly();
          };
      // One request after the other is let go, so that there is always one that moves on.
      while (many.getCount() > 0) {
        for (int i = pool instanceof ThreadPoolExecutor p ? p.getQueue().size() : 0; i < 64; i++) {
          pool.execute(asking);
        }
        steps.release();
        many.await(1, TimeUnit.MILLISECONDS);
      }
    } finally {
      steps.release(1_000_000);
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

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

package dev.signalbox.testkit.tck;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.spi.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the tests of this package are made of. */
final class ConformanceFixtures {
  static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "CallCenter");
  static final CallCenterId OTHER = CallCenterId.of("00D000000000001EAA", "CallCenter");
  static final CallCenterId SAME_ORG = CallCenterId.of("00D000000000000EAA", "Second");

  private ConformanceFixtures() {}

  static VendorCallKey key(String key) {
    return new VendorCallKey(key);
  }

  static ConversationId conversation(String key) {
    return new ConversationId(CENTER, key(key));
  }

  static Submission submission(String conversation, String value, long startTime) {
    return submission(conversation(conversation), conversation, value, startTime);
  }

  static Submission submission(
      ConversationId conversation, String key, String value, long startTime) {
    return new Submission(
        conversation,
        key(key),
        Optional.of(new ProviderName("provider")),
        EventBatch.of("service", CategoryEvent.of(value, startTime)),
        Instant.ofEpochMilli(1_767_607_200_000L));
  }

  /** Runs tasks on as many threads, which begin at the same moment. */
  static <T> List<T> together(List<Callable<T>> tasks) {
    CyclicBarrier start = new CyclicBarrier(tasks.size());
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return task.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}

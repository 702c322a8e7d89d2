package dev.signalbox.benchmarks;

import com.google.common.eventbus.AllowConcurrentEvents;
import com.google.common.eventbus.AsyncEventBus;
import com.google.common.eventbus.Subscribe;
import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.lmax.disruptor.util.DaemonThreadFactory;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hands submissions to a consumer, those of one conversation one at a time and in their order. The
 * libraries do so in four partitions by key, bounded, and number each batch in its conversation;
 * they do nothing of the rest that the contract asks of a transport.
 */
public interface Delivery extends AutoCloseable {
  int PARTITIONS = 4;
  int ROOM = 4096;

  /** Takes a submission, as soon as there is room. */
  void send(Submission submission);

  @Override
  void close();

  /** Which implementation. */
  enum Kind {
    SIGNALBOX {
      @Override
      Delivery open(Consumer<DeliveredBatch> consumer) {
        return new OfSignalbox(consumer);
      }
    },
    DISRUPTOR {
      @Override
      Delivery open(Consumer<DeliveredBatch> consumer) {
        return new OfDisruptor(consumer);
      }
    },
    SUBMISSION_PUBLISHER {
      @Override
      Delivery open(Consumer<DeliveredBatch> consumer) {
        return new OfSubmissionPublisher(consumer);
      }
    },
    REACTOR {
      @Override
      Delivery open(Consumer<DeliveredBatch> consumer) {
        return new OfReactor(consumer);
      }
    },
    GUAVA {
      @Override
      Delivery open(Consumer<DeliveredBatch> consumer) {
        return new OfGuava(consumer);
      }
    };

    abstract Delivery open(Consumer<DeliveredBatch> consumer);
  }

  /** Waits a moment for room. */
  private static void pause() {
    LockSupport.parkNanos(1000);
  }

  /** What the in-memory transport does as a part of its job, for those that don't. */
  final class Numbers {
    private final ConcurrentHashMap<Object, Long> next = new ConcurrentHashMap<>();

    DeliveredBatch number(Submission submission) {
      long sequence = next.merge(submission.conversation(), 1L, Long::sum) - 1;
      return submission.delivered(sequence, false);
    }
  }

  static int partition(Submission submission) {
    return (submission.conversation().hashCode() & Integer.MAX_VALUE) % PARTITIONS;
  }

  /** The transport. */
  final class OfSignalbox implements Delivery {
    private final InMemoryTransport transport =
        InMemoryTransport.builder(
                InMemoryVoiceCallDirectory.builder().maxConversations(200_000).build())
            .maxBatchesPerConversation(ROOM)
            .maxBatches(ROOM * PARTITIONS)
            .build();

    OfSignalbox(Consumer<DeliveredBatch> consumer) {
      transport.subscribe(consumer::accept);
    }

    @Override
    public void send(Submission submission) {
      while (!(transport.accept(submission).toCompletableFuture().join()
          instanceof Acceptance.Accepted)) {
        pause();
      }
    }

    @Override
    public void close() {
      transport.close();
    }
  }

  /** A ring for each partition. */
  final class OfDisruptor implements Delivery {
    private final Numbers numbers = new Numbers();
    private final List<Disruptor<Slot>> rings = new ArrayList<>();

    private static final class Slot {
      private @Nullable Submission submission;
    }

    OfDisruptor(Consumer<DeliveredBatch> consumer) {
      for (int i = 0; i < PARTITIONS; i++) {
        Disruptor<Slot> ring =
            new Disruptor<>(
                Slot::new,
                ROOM,
                DaemonThreadFactory.INSTANCE,
                ProducerType.MULTI,
                new BlockingWaitStrategy());
        ring.handleEventsWith(
            (slot, sequence, last) -> {
              Submission submission = slot.submission;
              slot.submission = null;
              if (submission != null) {
                consumer.accept(numbers.number(submission));
              }
            });
        ring.start();
        rings.add(ring);
      }
    }

    @Override
    public void send(Submission submission) {
      rings
          .get(partition(submission))
          .publishEvent((slot, sequence) -> slot.submission = submission);
    }

    @Override
    public void close() {
      rings.forEach(Disruptor::shutdown);
    }
  }

  /** A publisher for each partition. */
  final class OfSubmissionPublisher implements Delivery {
    private final Numbers numbers = new Numbers();
    private final List<SubmissionPublisher<Submission>> publishers = new ArrayList<>();
    private final ExecutorService threads = pool(PARTITIONS, Integer.MAX_VALUE);

    OfSubmissionPublisher(Consumer<DeliveredBatch> consumer) {
      for (int i = 0; i < PARTITIONS; i++) {
        SubmissionPublisher<Submission> publisher = new SubmissionPublisher<>(threads, ROOM);
        publisher.subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
              }

              @Override
              public void onNext(Submission submission) {
                consumer.accept(numbers.number(submission));
              }

              @Override
              public void onError(Throwable e) {
                throw new IllegalStateException(e);
              }

              @Override
              public void onComplete() {}
            });
        publishers.add(publisher);
      }
    }

    @Override
    public void send(Submission submission) {
      publishers.get(partition(submission)).submit(submission);
    }

    @Override
    public void close() {
      publishers.forEach(SubmissionPublisher::close);
      threads.shutdown();
    }
  }

  /** A sink for each partition, which is used by one producer at a time. */
  final class OfReactor implements Delivery {
    private final Numbers numbers = new Numbers();
    private final List<Sinks.Many<Submission>> sinks = new ArrayList<>();
    private final Scheduler threads = Schedulers.newParallel("partition", PARTITIONS, true);

    OfReactor(Consumer<DeliveredBatch> consumer) {
      for (int i = 0; i < PARTITIONS; i++) {
        Queue<Submission> room = new ArrayBlockingQueue<>(ROOM);
        Sinks.Many<Submission> sink = Sinks.many().unicast().onBackpressureBuffer(room);
        sink.asFlux()
            .publishOn(threads, ROOM)
            .subscribe(submission -> consumer.accept(numbers.number(submission)));
        sinks.add(sink);
      }
    }

    @Override
    public void send(Submission submission) {
      Sinks.Many<Submission> sink = sinks.get(partition(submission));
      while (sink.tryEmitNext(submission).isFailure()) {
        pause();
      }
    }

    @Override
    public void close() {
      threads.dispose();
    }
  }

  /** A bus with one thread for each partition. */
  final class OfGuava implements Delivery {
    private final List<AsyncEventBus> buses = new ArrayList<>();
    private final List<ExecutorService> threads = new ArrayList<>();

    private static final class Listener {
      private final Numbers numbers;
      private final Consumer<DeliveredBatch> consumer;

      Listener(Numbers numbers, Consumer<DeliveredBatch> consumer) {
        this.numbers = numbers;
        this.consumer = consumer;
      }

      @Subscribe
      @AllowConcurrentEvents
      public void on(Submission submission) {
        consumer.accept(numbers.number(submission));
      }
    }

    OfGuava(Consumer<DeliveredBatch> consumer) {
      Numbers numbers = new Numbers();
      for (int i = 0; i < PARTITIONS; i++) {
        ExecutorService thread = pool(1, ROOM);
        AsyncEventBus bus = new AsyncEventBus(thread);
        bus.register(new Listener(numbers, consumer));
        threads.add(thread);
        buses.add(bus);
      }
    }

    @Override
    public void send(Submission submission) {
      buses.get(partition(submission)).post(submission);
    }

    @Override
    public void close() {
      threads.forEach(ExecutorService::shutdown);
    }
  }

  /** Threads with a bounded queue, which make a sender that finds it full wait. */
  private static ExecutorService pool(int threads, int room) {
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        room == Integer.MAX_VALUE
            ? new java.util.concurrent.LinkedBlockingQueue<>()
            : new ArrayBlockingQueue<>(room),
        DaemonThreadFactory.INSTANCE,
        (task, pool) -> {
          while (!pool.getQueue().offer(task)) {
            pause();
          }
        });
  }
}

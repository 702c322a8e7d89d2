package dev.signalbox.transport.kafka.internal.log;

import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Hands commands to a producer, on a thread of its own, since that may block. */
final class CommandSender implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");

  static final String MARK = "mark";

  /** How many commands wait: more than that are refused. */
  private static final int QUEUE = 10_000;

  private final String topic;
  private final long patienceNanos;
  private final Producer<byte[], byte[]> producer;
  private final ThreadPoolExecutor thread;

  CommandSender(String topic, Clients clients, Duration patience) {
    this.topic = topic;
    patienceNanos = patience.toNanos();
    // Twice within the patience, since a command that failed is sent again with its mark.
    producer = clients.producer(patience.dividedBy(2));
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            task -> {
              Thread made = new Thread(task, "signalbox-kafka-send-" + topic);
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Gets what the client needs to know before the first command, which would be refused otherwise.
   *
   * @param done is called then
   */
  void warmUp(Runnable done) {
    thread.execute(
        () -> {
          while (!thread.isShutdown()) {
            try {
              producer.partitionsFor(topic);
              done.run();
              return;
            } catch (TimeoutException notYet) {
              LOG.log(Level.DEBUG, topic, notYet);
            }
          }
        });
  }

  static UUID mark(byte[] bytes) {
    ByteBuffer both = ByteBuffer.wrap(bytes);
    return both.remaining() < 16 ? new UUID(0, 0) : new UUID(both.getLong(), both.getLong());
  }

  /**
   * Sends a command.
   *
   * @param refused is called when the command was not handed over
   */
  void send(int partition, byte[] key, byte[] value, UUID mark, Consumer<String> refused) {
    ProducerRecord<byte[], byte[]> command = new ProducerRecord<>(topic, partition, key, value);
    byte[] marked =
        ByteBuffer.allocate(16)
            .putLong(mark.getMostSignificantBits())
            .putLong(mark.getLeastSignificantBits())
            .array();
    command.headers().add(MARK, marked);
    long until = System.nanoTime() + patienceNanos;
    try {
      thread.execute(() -> hand(command, until, refused));
    } catch (RejectedExecutionException full) {
      refused.accept("too many commands wait for " + topic);
    }
  }

  private void hand(ProducerRecord<byte[], byte[]> command, long until, Consumer<String> refused) {
    if (System.nanoTime() > until) {
      refused.accept("the command waited too long for " + topic);
      return;
    }
    Thread here = Thread.currentThread();
    boolean[] handedOver = {false};
    try {
      var unused =
          producer.send(
              command,
              (metadata, failure) -> {
                if (failure == null) {
                  return;
                }
                if (Thread.currentThread() == here && !handedOver[0]) {
                  refused.accept(Failures.line(failure));
                } else if (System.nanoTime() < until) {
                  // It may be in the log. Applied twice, its mark makes it one.
                  thread.execute(() -> hand(command, until, reason -> {}));
                }
              });
      handedOver[0] = true;
    } catch (RuntimeException notTaken) {
      refused.accept(Failures.line(notTaken));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}

package dev.signalbox.transport.kafka.internal.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes the clients, with the settings on which the promises of this transport rest. */
public final class Clients {
  /** The largest record: a body of the default size, and what its JSON form may add. */
  public static final int MAX_RECORD = 4 << 20;

  /** How long a consumer may be silent until its partitions go to another one. */
  public static final int SESSION_MILLIS = 10_000;

  private static final int REQUEST_MILLIS = 2_000;
  private static final int BLOCK_MILLIS = 50;

  private final Map<String, String> base;

  /**
   * Clients.
   *
   * @param bootstrap the brokers to ask first
   * @param security settings that say how to connect
   * @throws IllegalArgumentException when a setting is not about the connection
   */
  public Clients(String bootstrap, Map<String, String> security) {
    TreeSet<String> others = new TreeSet<>(security.keySet());
    others.removeIf(
        name ->
            name.startsWith("security.")
                || name.startsWith("ssl.")
                || name.startsWith("sasl.")
                || name.equals("client.rack")
                || name.equals("client.dns.lookup"));
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          "The setting "
              + others.first()
              + " of the Kafka clients can't be given: only security.*, ssl.*, sasl.*, client.rack"
              + " and client.dns.lookup can, because delivery depends on the others.");
    }
    base = new HashMap<>(security);
    base.put("bootstrap.servers", bootstrap);
    base.put("reconnect.backoff.max.ms", "500");
    base.put("retry.backoff.max.ms", "500");
    // A broker that hangs is given up sooner than the two minutes that the system waits.
    base.put("socket.connection.setup.timeout.ms", "2000");
    base.put("socket.connection.setup.timeout.max.ms", "5000");
  }

  private Map<String, Object> with(String... settings) {
    Map<String, Object> all = new HashMap<>(base);
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return all;
  }

  /**
   * An administrator.
   *
   * @return a new client
   */
  public Admin admin() {
    Map<String, Object> settings =
        with(
            "request.timeout.ms",
            Integer.toString(REQUEST_MILLIS),
            "default.api.timeout.ms",
            "10000");
    return made(() -> Admin.create(settings));
  }

  /**
   * A producer whose records are kept by all replicas in sync, once each and in order.
   *
   * @param deliveryTimeout after how long a record without an acknowledgement is in doubt
   * @return a new client
   */
  public Producer<byte[], byte[]> producer(Duration deliveryTimeout) {
    return producer(
        with(
            "acks",
            "all",
            "enable.idempotence",
            "true",
            "max.in.flight.requests.per.connection",
            "5",
            "linger.ms",
            "1",
            "delivery.timeout.ms",
            Long.toString(deliveryTimeout.toMillis()),
            "request.timeout.ms",
            Long.toString(Math.min(REQUEST_MILLIS, deliveryTimeout.toMillis() / 2)),
            "max.block.ms",
            Integer.toString(BLOCK_MILLIS),
            "max.request.size",
            Integer.toString(MAX_RECORD),
            // A topic that rests is not forgotten: the next record would be refused.
            "metadata.max.idle.ms",
            "604800000",
            "compression.type",
            "none"));
  }

  /**
   * A producer for transactions.
   *
   * @param id its transactional id
   * @return a new client
   */
  public Producer<byte[], byte[]> transactional(String id) {
    return producer(
        with(
            "transactional.id",
            id,
            // A transaction that a killed consumer left open holds up who takes over.
            "transaction.timeout.ms",
            "10000",
            "max.block.ms",
            "5000",
            "delivery.timeout.ms",
            "5000",
            "request.timeout.ms",
            Integer.toString(REQUEST_MILLIS),
            "linger.ms",
            "0",
            "max.request.size",
            Integer.toString(MAX_RECORD)));
  }

  /**
   * A consumer that reads the partitions that it is told to.
   *
   * @param committed whether it waits for the end of transactions
   * @return a new client
   */
  public Consumer<byte[], byte[]> reader(boolean committed) {
    return reader(committed, "earliest");
  }

  /**
   * A consumer of commands, which fails where a record that it did not read is gone: what it knows
   * would be wrong from there on.
   *
   * @return a new client
   */
  public Consumer<byte[], byte[]> commands() {
    return reader(false, "none");
  }

  private Consumer<byte[], byte[]> reader(boolean committed, String reset) {
    return consumer(
        with(
            "isolation.level",
            committed ? "read_committed" : "read_uncommitted",
            "auto.offset.reset",
            reset,
            "enable.auto.commit",
            "false",
            "default.api.timeout.ms",
            "10000",
            "request.timeout.ms",
            Integer.toString(5_000),
            "max.poll.records",
            "5000"));
  }

  /**
   * A consumer that shares the partitions of its topics with the others of its group.
   *
   * @param group the group
   * @return a new client
   */
  public Consumer<byte[], byte[]> member(String group) {
    return consumer(
        with(
            "group.id",
            group,
            // The new protocol's session timeout is the broker's, and at least 45 s as it ships.
            "group.protocol",
            "classic",
            "session.timeout.ms",
            Integer.toString(SESSION_MILLIS),
            "heartbeat.interval.ms",
            Integer.toString(SESSION_MILLIS / 5),
            "max.poll.interval.ms",
            "60000",
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
            // Never the latest: offsets that expired would lose what was accepted meanwhile.
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            "false",
            "allow.auto.create.topics",
            "false",
            "isolation.level",
            "read_uncommitted",
            "default.api.timeout.ms",
            "10000",
            "request.timeout.ms",
            Integer.toString(5_000),
            "max.poll.records",
            "1000"));
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
    return made(
        () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
    return made(
        () ->
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /**
   * Makes a client. Clients look for classes of their own with the thread's class loader, which
   * does not see them where they are in a module layer.
   */
  private static <T> T made(Supplier<T> client) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    if (sees(before)) {
      return client.get();
    }
    thread.setContextClassLoader(Admin.class.getClassLoader());
    try {
      return client.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static boolean sees(@Nullable ClassLoader loader) {
    try {
      return Class.forName(Admin.class.getName(), false, loader) == Admin.class;
    } catch (ClassNotFoundException elsewhere) {
      return false;
    }
  }
}

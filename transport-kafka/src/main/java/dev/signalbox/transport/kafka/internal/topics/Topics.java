package dev.signalbox.transport.kafka.internal.topics;

import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.topics.Generation.Identity;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics that are absent, and refuses those that are not as they have to be. */
public final class Topics {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");
  private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TopicNames names;
  private final TopicSettings settings;
  private final Clients clients;
  private final Admin admin;

  /**
   * The topics of a prefix.
   *
   * @param names their names
   * @param settings how to make them
   * @param clients makes clients
   * @param admin asks and makes
   */
  public Topics(TopicNames names, TopicSettings settings, Clients clients, Admin admin) {
    this.names = names;
    this.settings = settings;
    this.clients = clients;
    this.admin = admin;
  }

  private List<TopicSpec> specs() {
    String size = Integer.toString(Clients.MAX_RECORD);
    Map<String, String> common = Map.of("max.message.bytes", size, "retention.bytes", "-1");
    Map<String, String> hourly =
        Map.of("max.message.bytes", size, "retention.bytes", "-1", "segment.ms", "3600000");
    int n = settings.partitions();
    long day = Duration.ofDays(1).toMillis();
    return List.of(
        new TopicSpec(names.batches(), n, false, settings.batchRetention().toMillis(), common),
        new TopicSpec(names.calls(), n, false, 2 * settings.conversationTtl().toMillis(), hourly),
        new TopicSpec(names.jti(), n, false, day + Duration.ofHours(1).toMillis(), hourly),
        new TopicSpec(names.state(), n, true, 0, common),
        new TopicSpec(names.deadLetters(), n, false, 30 * day, common));
  }

  /**
   * Makes what is absent and checks what is there.
   *
   * @return what the topics are like now
   * @throws IllegalStateException when brokers are out of reach, or a topic is not as it has to be;
   *     the message says which, what it is, and what it should be
   */
  public KnownTopics open() {
    try {
      int brokers = admin.describeCluster().nodes().get().size();
      create(brokers);
      Map<String, TopicDescription> found =
          describe(specs().stream().map(TopicSpec::name).toList());
      int batches = topic(found, names.batches()).partitions().size();
      for (TopicSpec spec : specs()) {
        TopicCheck.check(
            spec, topic(found, spec.name()), config(spec.name()), brokers, leastRetention(spec));
      }
      samePartitions(names.state(), found, batches);
      samePartitions(names.deadLetters(), found, batches);
      Generation generation =
          settle(
              new Generation(
                  0,
                  identity(topic(found, names.batches())),
                  identity(topic(found, names.calls())),
                  identity(topic(found, names.jti()))));
      if (brokers == 1) {
        LOG.log(
            Level.WARNING,
            "there is one broker: what it has acknowledged may still be in the memory of its"
                + " system, and is lost when that fails (acks=all is no fsync)");
      }
      return new KnownTopics(
          names,
          generation.number(),
          batches,
          generation.calls().partitions(),
          generation.jti().partitions(),
          Map.of(
              names.batches(), generation.batches().id(),
              names.calls(), generation.calls().id(),
              names.jti(), generation.jti().id()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The topics can't be opened: "
              + Failures.line(e)
              + (Failures.cause(e) instanceof AuthenticationException
                  ? ". Compare the clients' settings of security with the brokers'."
                  : ". Are the brokers there?"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the topics were opened.", e);
    }
  }

  private void create(int brokers) throws ExecutionException, InterruptedException {
    Set<String> present = admin.listTopics().names().get();
    short replicas = (short) Math.min(3, brokers);
    List<NewTopic> absent = new ArrayList<>();
    for (TopicSpec spec : specs()) {
      if (!present.contains(spec.name())) {
        absent.add(newTopic(spec, replicas));
      }
    }
    for (var made : admin.createTopics(absent).values().entrySet()) {
      try {
        made.getValue().get();
        LOG.log(Level.INFO, "made the topic " + made.getKey());
      } catch (ExecutionException e) {
        // Another instance may start at the same time.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    awaitLeaders(absent);
  }

  private NewTopic newTopic(TopicSpec spec, short replicas) {
    Map<String, String> all = new java.util.HashMap<>(spec.settings());
    all.put("cleanup.policy", spec.cleanup());
    all.put("message.timestamp.type", "LogAppendTime");
    all.put("unclean.leader.election.enable", "false");
    all.put("min.insync.replicas", replicas >= 3 ? "2" : "1");
    if (!spec.compacted()) {
      all.put("retention.ms", Long.toString(spec.retentionMillis()));
    }
    return new NewTopic(spec.name(), spec.partitions(), replicas).configs(all);
  }

  /** A topic is made before each broker knows of it. */
  private void awaitLeaders(List<NewTopic> made) throws ExecutionException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    List<String> waiting = made.stream().map(NewTopic::name).toList();
    while (!waiting.isEmpty()) {
      try {
        Map<String, TopicDescription> found = describe(waiting);
        waiting =
            waiting.stream()
                .filter(
                    name ->
                        topic(found, name).partitions().stream()
                            .anyMatch(p -> p.leader() == null || p.leader().isEmpty()))
                .toList();
      } catch (ExecutionException notYet) {
        LOG.log(Level.DEBUG, "a new topic is not known yet", notYet);
      }
      if (!waiting.isEmpty()) {
        if (System.nanoTime() > until) {
          throw new IllegalStateException("The new topics " + waiting + " have no leaders.");
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private Map<String, TopicDescription> describe(Collection<String> topics)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(topics).allTopicNames().get();
  }

  private static TopicDescription topic(Map<String, TopicDescription> found, String name) {
    return Objects.requireNonNull(found.get(name), name);
  }

  private static Identity identity(TopicDescription topic) {
    return new Identity(topic.topicId().toString(), topic.partitions().size());
  }

  private Config config(String topic) throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return Objects.requireNonNull(
        admin.describeConfigs(Set.of(resource)).all().get().get(resource));
  }

  /** In milliseconds. How long batches and dead letters are kept is the operator's choice. */
  private long leastRetention(TopicSpec spec) {
    String name = spec.name();
    return name.equals(names.batches()) || name.equals(names.deadLetters())
        ? Duration.ofHours(1).toMillis()
        : spec.retentionMillis();
  }

  private void samePartitions(String topic, Map<String, TopicDescription> found, int should) {
    int is = topic(found, topic).partitions().size();
    if (is != should) {
      throw TopicCheck.wrong(
          topic,
          "partitions:",
          is,
          should + ", as many as " + names.batches(),
          ". Partitions can't be taken away: choose another --topic-prefix.");
    }
  }

  /** Compares the topics with those of the last start, and writes down what is new. */
  private Generation settle(Generation now) throws ExecutionException, InterruptedException {
    Optional<Generation> known = read();
    if (known.isPresent()) {
      Generation before = known.get();
      if (before.sameTopics(now)) {
        return before;
      }
      unchanged(names.calls(), before.calls(), now.calls(), "voice calls");
      unchanged(names.jti(), before.jti(), now.jti(), "used token ids");
      if (before.batches().id().equals(now.batches().id())) {
        throw TopicCheck.wrong(
            names.batches(),
            "partitions:",
            now.batches().partitions(),
            before.batches().partitions() + ", with which it was first used",
            ". Conversations would move between partitions and lose their order: choose another"
                + " --topic-prefix, or delete the topic once all of it is delivered.");
      }
    } else if (isUsed()) {
      throw new IllegalStateException(
          "The topic "
              + names.state()
              + " does not say how often "
              + names.batches()
              + " was made, which has records: it was deleted or emptied. Choose another"
              + " --topic-prefix, or delete all topics of this one once everything is delivered.");
    }
    long number =
        Math.max(
            known.map(g -> g.number() + 1).orElse(1L),
            ChronoUnit.DAYS.between(FIRST_DAY, Instant.now()));
    write(new Generation(number, now.batches(), now.calls(), now.jti()));
    // Another instance may have started at the same time: the last record counts.
    return read().orElseThrow();
  }

  private static void unchanged(String topic, Identity before, Identity now, String what) {
    if (before.partitions() != now.partitions()) {
      throw TopicCheck.wrong(
          topic,
          "partitions:",
          now.partitions(),
          before.partitions() + ", with which it was first used",
          ". Its keys would move: choose another --topic-prefix.");
    }
    if (!before.equals(now)) {
      throw new IllegalStateException(
          "The topic "
              + topic
              + " was deleted and made anew: the "
              + what
              + " in it are forgotten, so that it can't be used on. Choose another"
              + " --topic-prefix.");
    }
  }

  private boolean isUsed() throws ExecutionException, InterruptedException {
    int partitions = topic(describe(Set.of(names.batches())), names.batches()).partitions().size();
    Map<TopicPartition, OffsetSpec> all = new java.util.HashMap<>();
    for (int p = 0; p < partitions; p++) {
      all.put(new TopicPartition(names.batches(), p), OffsetSpec.latest());
    }
    return admin.listOffsets(all).all().get().values().stream().anyMatch(o -> o.offset() > 0);
  }

  private Optional<Generation> read() throws ExecutionException, InterruptedException {
    TopicPartition partition = new TopicPartition(names.state(), 0);
    long end =
        admin
            .listOffsets(Map.of(partition, OffsetSpec.latest()))
            .partitionResult(partition)
            .get()
            .offset();
    Optional<Generation> found = Optional.empty();
    try (Consumer<byte[], byte[]> reader = clients.reader(false)) {
      reader.assign(Set.of(partition));
      reader.seekToBeginning(Set.of(partition));
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (reader.position(partition) < end) {
        if (System.nanoTime() > until) {
          throw new IllegalStateException("The topic " + names.state() + " can't be read.");
        }
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(200))) {
          if (java.util.Arrays.equals(record.key(), Generation.KEY) && record.value() != null) {
            found = Generation.read(record.value());
          }
        }
      }
    }
    return found;
  }

  private void write(Generation generation) throws ExecutionException, InterruptedException {
    try (Producer<byte[], byte[]> producer = clients.producer(Duration.ofSeconds(5))) {
      // The first call of a client may take longer than its calls may block.
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          producer
              .send(new ProducerRecord<>(names.state(), 0, Generation.KEY, generation.bytes()))
              .get();
          return;
        } catch (ExecutionException e) {
          if (System.nanoTime() > until) {
            throw e;
          }
        }
      }
    }
  }

  /**
   * Whether the topics are still those that were opened.
   *
   * @param opened what was opened
   * @return a sentence on what is different; empty when nothing is
   * @throws ExecutionException when the brokers can't say
   * @throws InterruptedException when the thread is interrupted
   */
  public Optional<String> changed(KnownTopics opened)
      throws ExecutionException, InterruptedException {
    Set<String> present = new HashSet<>(admin.listTopics().names().get());
    Set<String> gone =
        specs().stream()
            .map(TopicSpec::name)
            .filter(name -> !present.contains(name))
            .collect(Collectors.toSet());
    if (!gone.isEmpty()) {
      return Optional.of("the topic " + gone.iterator().next() + " is gone");
    }
    Map<String, TopicDescription> found = describe(opened.ids().keySet());
    for (Map.Entry<String, String> known : opened.ids().entrySet()) {
      if (!topic(found, known.getKey()).topicId().toString().equals(known.getValue())) {
        return Optional.of("the topic " + known.getKey() + " was deleted and made anew");
      }
    }
    return partitionsChanged(names.batches(), found, opened.batches())
        .or(() -> partitionsChanged(names.calls(), found, opened.calls()))
        .or(() -> partitionsChanged(names.jti(), found, opened.jti()));
  }

  private static Optional<String> partitionsChanged(
      String topic, Map<String, TopicDescription> found, int should) {
    int is = topic(found, topic).partitions().size();
    return is == should
        ? Optional.empty()
        : Optional.of(
            "the topic " + topic + " has " + is + " partitions, and should have " + should);
  }
}

package dev.signalbox.transport.kafka.internal.consume;

import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.topics.KnownTopics;
import dev.signalbox.transport.kafka.internal.topics.Topics;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at what could make an accepted batch undeliverable: topics that were made
 * anew, and subscribers so far behind that what they have not read will be deleted (DLV-5).
 */
public final class GroupWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.kafka");
  private static final long SECONDS = 10;

  private final KnownTopics known;
  private final Topics topics;
  private final Admin admin;
  private final ScheduledThreadPoolExecutor timer;

  private volatile Optional<String> changed = Optional.empty();
  private volatile Set<Integer> endangered = Set.of();
  private volatile boolean anyGroup;

  /** By how much the brokers' clocks are ahead of this one's, in milliseconds. */
  private volatile long ahead;

  /**
   * A watch that has not begun.
   *
   * @param known the topics as they were opened
   * @param topics the topics as they are
   * @param admin asks
   */
  public GroupWatch(KnownTopics known, Topics topics, Admin admin) {
    this.known = known;
    this.topics = topics;
    this.admin = admin;
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, "signalbox-kafka-watch");
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins to look. */
  public void start() {
    var unused = timer.scheduleWithFixedDelay(this::look, 0, SECONDS, TimeUnit.SECONDS);
  }

  /** Runs something after the next look, or now if that can't be. */
  public void afterLook(Runnable task) {
    timer.execute(
        () -> {
          look();
          task.run();
        });
  }

  private void look() {
    try {
      changed = topics.changed(known);
      changed.ifPresent(
          what ->
              LOG.log(
                  Level.ERROR,
                  what + ": new batches are refused; start every instance again (RES-4)"));
      lookAtGroups();
    } catch (ExecutionException away) {
      LOG.log(Level.DEBUG, "the brokers can't be asked: " + Failures.line(away));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the groups can't be looked at", e);
    }
  }

  private void lookAtGroups() throws ExecutionException, InterruptedException {
    String prefix = known.names().group("");
    Collection<GroupListing> all =
        admin.listGroups(ListGroupsOptions.forConsumerGroups()).valid().get();
    Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
    for (GroupListing group : all) {
      if (group.groupId().startsWith(prefix)) {
        groups.put(group.groupId(), new ListConsumerGroupOffsetsSpec());
      }
    }
    anyGroup = !groups.isEmpty();
    Map<TopicPartition, Long> limits = groups.isEmpty() ? Map.of() : limits();
    Set<Integer> found = new HashSet<>();
    if (!limits.isEmpty()) {
      var offsets = admin.listConsumerGroupOffsets(groups);
      for (String group : groups.keySet()) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            offsets.partitionsToOffsetAndMetadata(group).get();
        limits.forEach(
            (partition, limit) -> {
              OffsetAndMetadata at = committed.get(partition);
              if (at != null && at.offset() < limit) {
                found.add(partition.partition());
                LOG.log(
                    Level.ERROR,
                    "the subscriber "
                        + group
                        + " is so far behind in "
                        + partition
                        + " that batches could be deleted before it has them: new ones are refused"
                        + " (DLV-5); if it is gone for good, delete the group with"
                        + " kafka-consumer-groups");
              }
            });
      }
    }
    endangered = Set.copyOf(found);
  }

  /** By partition, the first offset that is younger than three quarters of the retention. */
  private Map<TopicPartition, Long> limits() throws ExecutionException, InterruptedException {
    ConfigResource resource =
        new ConfigResource(ConfigResource.Type.TOPIC, known.names().batches());
    Config config =
        Objects.requireNonNull(admin.describeConfigs(Set.of(resource)).all().get().get(resource));
    long retention = Long.parseLong(config.get("retention.ms").value());
    if (retention < 0) {
      return Map.of();
    }
    long time = System.currentTimeMillis() + ahead - retention / 4 * 3;
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int p = 0; p < known.batches(); p++) {
      TopicPartition at = new TopicPartition(known.names().batches(), p);
      asked.put(at, OffsetSpec.forTimestamp(time));
      ends.put(at, OffsetSpec.latest());
    }
    Map<TopicPartition, Long> limits = new HashMap<>();
    var latest = admin.listOffsets(ends).all().get();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach(
            (at, found) ->
                limits.put(at, found.offset() >= 0 ? found.offset() : end(latest.get(at))));
    return limits;
  }

  private static long end(@Nullable ListOffsetsResultInfo info) {
    return Objects.requireNonNull(info).offset();
  }

  /** A record was appended just now, at a time by the brokers' clocks, which retention goes by. */
  public void sawTime(long time) {
    ahead = time - System.currentTimeMillis();
  }

  /** What is different about the topics, so that nothing can be accepted. */
  public Optional<String> changed() {
    return changed;
  }

  /** Whether batches of a partition have to be refused, because a subscriber is far behind. */
  public boolean isEndangered(int partition) {
    return endangered.contains(partition);
  }

  /** Whether there is a subscriber with a name, here or elsewhere. */
  public boolean hasGroups() {
    return anyGroup;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

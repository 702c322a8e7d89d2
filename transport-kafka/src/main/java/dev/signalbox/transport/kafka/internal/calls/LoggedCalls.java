package dev.signalbox.transport.kafka.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.transport.kafka.internal.client.Clients;
import dev.signalbox.transport.kafka.internal.client.Failures;
import dev.signalbox.transport.kafka.internal.log.CommandLog;
import dev.signalbox.transport.kafka.internal.log.CommandOutcome;
import dev.signalbox.transport.kafka.internal.topics.KnownTopics;
import dev.signalbox.transport.kafka.internal.wire.Wire;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The voice calls that all instances share: a record is a command in the log, and its answer is
 * what the log's order makes of it (CALL-2, CALL-3). Thread-safe.
 */
public final class LoggedCalls implements VoiceCallDirectory, AutoCloseable {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final List<CallRegistry> registries = new ArrayList<>();
  private final CommandLog<Registration> log;
  private final CallBounds limits;
  private final boolean reuse;
  private final boolean barrier;
  private final SecureRandom random = new SecureRandom();

  /**
   * The directory.
   *
   * @param topics the topics
   * @param clients makes clients
   * @param admin asks for the ends of partitions
   * @param limits the bounds of a partition
   * @param timeToLive how long a conversation lives after its last use
   * @param reuse whether a key that is registered again keeps its id
   * @param patience how long a registration and a read barrier may take
   * @param barrier false to leave the read barrier out, for a test that shows what it is for
   */
  public LoggedCalls(
      KnownTopics topics,
      Clients clients,
      Admin admin,
      CallBounds limits,
      Duration timeToLive,
      boolean reuse,
      Duration patience,
      boolean barrier) {
    for (int p = 0; p < topics.calls(); p++) {
      registries.add(new CallRegistry(timeToLive));
    }
    this.limits = limits;
    this.reuse = reuse;
    this.barrier = barrier;
    log =
        new CommandLog<>(
            topics.names().calls(), topics.calls(), patience, clients, admin, this::apply);
  }

  /** Begins to read the log. */
  public CompletableFuture<Void> start() {
    log.start();
    return log.loaded();
  }

  private Registration apply(ConsumerRecord<byte[], byte[]> record, UUID mark) {
    Optional<DirectoryCommand> command =
        record.value() == null ? Optional.empty() : DirectoryCommand.read(record.value());
    return command
        .map(read -> registries.get(record.partition()).apply(read, record.timestamp()))
        .orElseGet(() -> new Registration.Unknown("a record that is no command"));
  }

  private int partition(CallCenterId callCenter) {
    return Wire.partition(key(callCenter), registries.size());
  }

  private static byte[] key(CallCenterId callCenter) {
    return Wire.join(callCenter.orgId().value(), callCenter.apiName());
  }

  private CallRegistry registry(CallCenterId callCenter) {
    return registries.get(partition(callCenter));
  }

  @Override
  public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
    return registry(callCenter).firstCall(callCenter, key);
  }

  @Override
  public Optional<VendorCallKey> find(CallCenterId callCenter, VoiceCallId id) {
    return registry(callCenter).find(callCenter, id);
  }

  @Override
  public void onForgotten(Consumer<ConversationId> listener) {
    registries.forEach(registry -> registry.onForgotten(listener));
  }

  @Override
  public CompletionStage<Optional<VendorCallKey>> findFirstCall(
      CallCenterId callCenter, VendorCallKey key) {
    return barrier
        ? log.caughtUp(partition(callCenter))
            .handle(
                (done, failure) -> {
                  if (failure != null) {
                    throw new CompletionException(
                        new IOException(
                            "the registered voice calls are not known up to now: "
                                + Failures.line(failure)));
                  }
                  return firstCall(callCenter, key);
                })
        : CompletableFuture.completedStage(firstCall(callCenter, key));
  }

  @Override
  public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
    DirectoryCommand.Register command =
        new DirectoryCommand.Register(callCenter, newId(), call, reuse, limits);
    return append(command).thenApply(LoggedCalls::answer);
  }

  private CompletionStage<CommandOutcome<Registration>> append(DirectoryCommand command) {
    return log.append(
        partition(command.callCenter()),
        key(command.callCenter()),
        command.bytes(),
        UUID.randomUUID());
  }

  private static Registration answer(CommandOutcome<Registration> outcome) {
    if (outcome instanceof CommandOutcome.Applied<Registration> applied) {
      return applied.result();
    }
    if (outcome instanceof CommandOutcome.InDoubt<Registration> doubt) {
      return new Registration.Unknown(doubt.reason());
    }
    return new Registration.Refused(
        Clause.RES_4, "The server can't take this now: try again, nothing of it was taken.", RETRY);
  }

  private VoiceCallId newId() {
    StringBuilder id = new StringBuilder("0LQ0");
    while (id.length() < 15) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return new VoiceCallId(id.toString());
  }

  /** The groups for which the conversation is full, so that its batches have to be refused. */
  public Set<String> fullFor(ConversationId conversation) {
    return registry(conversation.callCenter()).fullFor(conversation);
  }

  /** The conversations that a group has marked full. */
  public List<ConversationId> fullOf(String group) {
    return registries.stream().map(r -> r.fullOf(group)).flatMap(Set::stream).toList();
  }

  /** Tells all instances whether a conversation is full for a group. */
  public void mark(ConversationId conversation, String group, boolean full) {
    append(
        new DirectoryCommand.Full(conversation.callCenter(), conversation.firstKey(), group, full));
  }

  /**
   * A batch of the conversation was accepted.
   *
   * @param time when, by the log
   */
  public void used(ConversationId conversation, long time) {
    registry(conversation.callCenter()).toKeep(conversation, time).forEach(this::append);
  }

  /** Why the log can't be read any more; empty when all is well. */
  public Optional<String> broken() {
    return log.broken();
  }

  /** How many conversations with registered calls are live. */
  public int conversations() {
    return registries.stream().mapToInt(CallRegistry::conversations).sum();
  }

  @Override
  public void close() {
    log.close();
  }
}

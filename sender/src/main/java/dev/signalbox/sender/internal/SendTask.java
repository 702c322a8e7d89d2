package dev.signalbox.sender.internal;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.internal.text.TelephonyPaths;
import dev.signalbox.sender.SendOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Something to be sent, in one request or several. All but {@link #finished} happens under the
 * dispatcher's lock, or in the one request that is under way for it.
 */
abstract sealed class SendTask {
  /** The conversation, in whose order it is sent. */
  final VendorCallKey lane;

  /** When it goes stale, by {@link Timers#nanos}. */
  final long deadline;

  /** What it holds of memory. */
  final long bytes;

  long queuedAt;
  int tries;
  int unanswered;
  boolean done;
  Timers.Timer expiry = () -> {};

  SendTask(VendorCallKey lane, long deadline, long bytes) {
    this.lane = lane;
    this.deadline = deadline;
    this.bytes = bytes;
  }

  abstract PreparedRequest next();

  /** A 2xx came: whether that was the last request. */
  abstract boolean taken(Reply.Answer answer);

  abstract int eventsAccepted();

  /** Whether it may share a request with its neighbours. */
  abstract boolean joinable();

  /** Tells whoever waits. Called once, outside of the lock. */
  abstract void finished(SendOutcome outcome);

  static String eventsPath(VendorCallKey key) {
    return TelephonyPaths.CALLS + "/" + key.encoded() + TelephonyPaths.EVENTS;
  }

  /** A batch. */
  static final class Batch extends SendTask {
    final VendorCallKey key;
    final EventBatch batch;
    final Optional<ProviderName> providerName;
    final List<BatchSplitter.Part> parts;
    private final BodyFormat form;
    private final Consumer<SendOutcome> finished;
    private int part;
    private int accepted;
    private boolean joinable;

    Batch(
        VendorCallKey key,
        VendorCallKey lane,
        EventBatch batch,
        List<BatchSplitter.Part> parts,
        Optional<ProviderName> providerName,
        BodyFormat form,
        boolean joinable,
        long deadline,
        Consumer<SendOutcome> finished) {
      super(lane, deadline, parts.stream().mapToLong(p -> p.body().length).sum());
      this.key = key;
      this.batch = batch;
      this.parts = parts;
      this.providerName = providerName;
      this.form = form;
      this.joinable = joinable && parts.size() == 1;
      this.finished = finished;
    }

    @Override
    PreparedRequest next() {
      return outgoing(parts.get(part).body());
    }

    /** One request for several batches. */
    static PreparedRequest joined(List<Batch> batches) {
      Batch first = batches.get(0);
      EventBatch all = BatchSplitter.joined(batches.stream().map(b -> b.batch).toList());
      return first.outgoing(first.form.writeBatch(all));
    }

    private PreparedRequest outgoing(byte[] body) {
      return new PreparedRequest(eventsPath(lane), form.mediaType(), providerName, body, false);
    }

    @Override
    boolean taken(Reply.Answer answer) {
      accepted += parts.get(part).batch().events().size();
      part++;
      return part == parts.size();
    }

    @Override
    int eventsAccepted() {
      return accepted;
    }

    @Override
    boolean joinable() {
      return joinable;
    }

    void alone() {
      joinable = false;
    }

    boolean fits(Batch neighbour) {
      return neighbour.joinable
          && batch.service().equals(neighbour.batch.service())
          && batch.persist().equals(neighbour.batch.persist())
          && providerName.equals(neighbour.providerName);
    }

    @Override
    void finished(SendOutcome outcome) {
      finished.accept(outcome);
    }
  }

  /** A voice call's record. */
  static final class Call extends SendTask {
    private final PreparedRequest outgoing;
    private final BiConsumer<SendOutcome, Optional<VoiceCallId>> finished;
    private Optional<VoiceCallId> voiceCallId = Optional.empty();

    Call(
        VendorCallKey lane,
        VoiceCall call,
        Optional<ProviderName> providerName,
        BodyFormat form,
        long deadline,
        BiConsumer<SendOutcome, Optional<VoiceCallId>> finished) {
      this(
          lane,
          new PreparedRequest(
              TelephonyPaths.CALLS,
              form.mediaType(),
              providerName,
              form.writeVoiceCall(call),
              true),
          deadline,
          finished);
    }

    private Call(
        VendorCallKey lane,
        PreparedRequest outgoing,
        long deadline,
        BiConsumer<SendOutcome, Optional<VoiceCallId>> finished) {
      super(lane, deadline, outgoing.body().length);
      this.outgoing = outgoing;
      this.finished = finished;
    }

    @Override
    PreparedRequest next() {
      return outgoing;
    }

    @Override
    boolean taken(Reply.Answer answer) {
      voiceCallId = Answers.voiceCallId(answer.body());
      return true;
    }

    @Override
    int eventsAccepted() {
      return 0;
    }

    @Override
    boolean joinable() {
      return false;
    }

    @Override
    void finished(SendOutcome outcome) {
      finished.accept(outcome, voiceCallId);
    }
  }
}

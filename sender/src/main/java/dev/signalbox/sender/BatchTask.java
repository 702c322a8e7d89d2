package dev.signalbox.sender;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.sender.internal.BatchSplitter;
import dev.signalbox.sender.internal.PreparedRequest;
import dev.signalbox.sender.internal.Reply;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends a batch. */
final class BatchTask extends SendTask {
  /** The key under which the batch was handed in. */
  final VendorCallKey key;

  final EventBatch batch;
  private final Optional<ProviderName> providerName;
  private final List<BatchSplitter.Part> parts;
  private final SenderOptions options;
  private final Consumer<SendOutcome> completion;
  private int part;
  private int accepted;
  private boolean joinable;

  /**
   * @param conversation the key under which it is sent
   * @param parts the batch, split where it had to be
   * @param joinable whether it may share a request with its neighbours
   */
  BatchTask(
      VendorCallKey key,
      VendorCallKey conversation,
      EventBatch batch,
      Optional<ProviderName> providerName,
      List<BatchSplitter.Part> parts,
      boolean joinable,
      SenderOptions options,
      long deadline,
      Consumer<SendOutcome> completion) {
    super(conversation, deadline, parts.stream().mapToLong(p -> p.body().length).sum());
    this.key = key;
    this.batch = batch;
    this.providerName = providerName;
    this.parts = parts;
    this.joinable = joinable && parts.size() == 1;
    this.options = options;
    this.completion = completion;
  }

  @Override
  PreparedRequest nextRequest() {
    return request(parts.get(part).body());
  }

  /** One request for several batches. */
  static PreparedRequest joined(List<BatchTask> tasks) {
    BatchTask first = tasks.get(0);
    EventBatch all = BatchSplitter.join(tasks.stream().map(task -> task.batch).toList());
    return first.request(first.options.form.writeBatch(all));
  }

  private PreparedRequest request(byte[] body) {
    return new PreparedRequest(
        options.endpoint.events(conversation), options.form.mediaType(), providerName, body, false);
  }

  @Override
  boolean accepted(Reply.Answer answer) {
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

  /** From now on it is sent by itself. */
  void separate() {
    joinable = false;
  }

  boolean joins(BatchTask neighbour) {
    return neighbour.joinable
        && batch.service().equals(neighbour.batch.service())
        && batch.persist().equals(neighbour.batch.persist())
        && providerName.equals(neighbour.providerName);
  }

  @Override
  void complete(SendOutcome outcome) {
    completion.accept(outcome);
  }
}

package dev.signalbox.transport.kafka.internal.wire;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A conversation as the key of its records: the org in its 18-character form. */
public final class ConversationKey {
  private final byte[] bytes;
  private final int hash;

  /**
   * A key as it was read.
   *
   * @param bytes the key of a record, which is not copied
   */
  public ConversationKey(byte[] bytes) {
    this.bytes = bytes;
    hash = Wire.murmur2(bytes);
  }

  /**
   * The key of a conversation.
   *
   * @param id the conversation
   * @return its key
   */
  public static ConversationKey of(ConversationId id) {
    return new ConversationKey(
        Wire.join(
            id.callCenter().orgId().value(), id.callCenter().apiName(), id.firstKey().value()));
  }

  /**
   * The key as the bytes of a record's key.
   *
   * @return the bytes, which are not copied
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * The partition that the conversation belongs to.
   *
   * @param partitions how many there are
   * @return 0 or more
   */
  public int partition(int partitions) {
    return Wire.partition(bytes, partitions);
  }

  /**
   * The conversation.
   *
   * @return empty when the bytes name none
   */
  public Optional<ConversationId> conversation() {
    Optional<List<String>> parts = Wire.split(bytes);
    if (parts.isEmpty() || parts.get().size() != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ConversationId(
              CallCenterId.of(parts.get().get(0), parts.get().get(1)),
              new VendorCallKey(parts.get().get(2))));
    } catch (ContractViolationException invalid) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConversationKey key
        && key.hash == hash
        && Arrays.equals(key.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return conversation().map(ConversationId::toString).orElse("unreadable");
  }
}

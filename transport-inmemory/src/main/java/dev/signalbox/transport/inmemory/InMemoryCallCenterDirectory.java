package dev.signalbox.transport.inmemory;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Call centers and their keys in memory (AUTH-3). Thread-safe: keys can be added and removed while
 * tokens are verified, and a verification sees a call center's keys as they were before or after,
 * never in between. To rotate a key, add the new one, have the sender use it, remove the old one.
 */
public final class InMemoryCallCenterDirectory implements CallCenterDirectory {
  private final ConcurrentHashMap<CallCenterId, Set<CallCenterKey>> keys =
      new ConcurrentHashMap<>();

  private InMemoryCallCenterDirectory() {}

  /**
   * Begins a directory.
   *
   * @return a builder without call centers
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Set<CallCenterKey> keys(CallCenterId callCenter) {
    return keys.getOrDefault(callCenter, Set.of());
  }

  /**
   * Has a key accepted from now on.
   *
   * @param callCenter the call center, which may be a new one
   * @param key its key
   * @return whether it was not accepted before
   */
  public boolean add(CallCenterId callCenter, CallCenterKey key) {
    boolean[] added = {false};
    keys.compute(
        callCenter,
        (id, known) -> {
          Set<CallCenterKey> more = new LinkedHashSet<>(known == null ? Set.of() : known);
          added[0] = more.add(key);
          return Set.copyOf(more);
        });
    return added[0];
  }

  /**
   * Has a key accepted no longer. A call center without keys is no longer known.
   *
   * @param callCenter the call center
   * @param key its key
   * @return whether it was accepted before
   */
  public boolean remove(CallCenterId callCenter, CallCenterKey key) {
    boolean[] removed = {false};
    keys.computeIfPresent(
        callCenter,
        (id, known) -> {
          Set<CallCenterKey> fewer = new LinkedHashSet<>(known);
          removed[0] = fewer.remove(key);
          return fewer.isEmpty() ? null : Set.copyOf(fewer);
        });
    return removed[0];
  }

  /** Builds an {@link InMemoryCallCenterDirectory}. Not thread-safe. */
  public static final class Builder {
    private final InMemoryCallCenterDirectory directory = new InMemoryCallCenterDirectory();

    private Builder() {}

    /**
     * Adds a call center, or keys to one.
     *
     * @param callCenter the call center
     * @param keys its keys, at least one
     * @return this
     * @throws IllegalArgumentException when there are no keys
     */
    public Builder callCenter(CallCenterId callCenter, CallCenterKey... keys) {
      if (keys.length == 0) {
        throw new IllegalArgumentException(
            "AUTH-3: " + callCenter + " has no key: none of its tokens could be verified.");
      }
      for (CallCenterKey key : keys) {
        directory.add(callCenter, key);
      }
      return this;
    }

    /**
     * The directory.
     *
     * @return a new directory
     */
    public InMemoryCallCenterDirectory build() {
      InMemoryCallCenterDirectory built = new InMemoryCallCenterDirectory();
      built.keys.putAll(directory.keys);
      return built;
    }
  }
}

package dev.signalbox.transport.kafka.internal.produce;

import dev.signalbox.transport.kafka.internal.wire.ConversationKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** The latest start times of what this instance has had acknowledged, of recent conversations. */
final class LatestStarts {
  private static final int MOST = 100_000;

  private final Map<ConversationKey, Long> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConversationKey, Long> eldest) {
          return size() > MOST;
        }
      };

  /** Whether a batch is late, as far as this instance knows. Called in the log's order. */
  synchronized boolean isLate(ConversationKey key, long start, long last) {
    Long before = latest.get(key);
    latest.put(key, before == null ? last : Math.max(before, last));
    return before != null && start < before;
  }
}

package dev.signalbox.transport.inmemory.internal.calls;

import java.time.Duration;

/**
 * The bounds that the directory's builder describes.
 *
 * @param conversations of all call centers together
 * @param callsPerConversation of one conversation
 * @param calls of all call centers together
 * @param attributeBytes of all records together
 * @param callCenters how many call centers share conversations and calls equally
 * @param timeToLive how long a conversation lives after its last use
 */
public record CallLimits(
    int conversations,
    int callsPerConversation,
    int calls,
    long attributeBytes,
    int callCenters,
    Duration timeToLive) {
  /** How many conversations one call center may have. */
  int conversationsPerCallCenter() {
    return share(conversations);
  }

  /** How many calls one call center may have. */
  int callsPerCallCenter() {
    return share(calls);
  }

  private int share(int all) {
    return (int) (((long) all + callCenters - 1) / callCenters);
  }

  /** In milliseconds; at most half of all time, so that no sum overflows. */
  long timeToLiveMillis() {
    long most = Long.MAX_VALUE / 2;
    return timeToLive.compareTo(Duration.ofMillis(most)) > 0 ? most : timeToLive.toMillis();
  }
}

package dev.signalbox.standalone.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What clients saw in some time. Thread-safe. */
final class Figures {
  // Guarded by this.
  private long[] latencies = new long[4096];
  private int answers;
  private int unanswered;
  private String firstFailure = "";
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  /** A request was answered so many nanoseconds after it was due. */
  synchronized void answered(int status, long nanos) {
    if (answers == latencies.length) {
      latencies = Arrays.copyOf(latencies, 2 * answers);
    }
    latencies[answers++] = nanos;
    statuses.merge(status, 1, Integer::sum);
  }

  /** A request's connection ended without an answer. */
  synchronized void unanswered(Exception reason) {
    unanswered++;
    if (firstFailure.isEmpty()) {
      firstFailure = reason.toString();
    }
  }

  synchronized int answers() {
    return answers;
  }

  synchronized int unanswered() {
    return unanswered;
  }

  synchronized String firstFailure() {
    return firstFailure;
  }

  synchronized int count(int status) {
    return statuses.getOrDefault(status, 0);
  }

  synchronized Map<Integer, Integer> statuses() {
    return new TreeMap<>(statuses);
  }

  /** The latency within which so much of the requests was answered, in milliseconds. */
  synchronized double millis(double quantile) {
    if (answers == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(latencies, answers);
    Arrays.sort(sorted);
    return sorted[Math.min(answers - 1, (int) (quantile * answers))] / 1e6;
  }

  /** Median, p99 and the longest. */
  String latency() {
    return String.format(
        Locale.ROOT, "p50 %.1f, p99 %.1f, max %.0f ms", millis(0.5), millis(0.99), millis(1));
  }
}

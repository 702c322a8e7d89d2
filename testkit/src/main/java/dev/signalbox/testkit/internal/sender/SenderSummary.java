package dev.signalbox.testkit.internal.sender;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a sender did, counted. */
public final class SenderSummary {
  private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]{0,60})");

  /** So many of each kind are named. */
  private static final int SHOWN = 5;

  private SenderSummary() {}

  /** Lines for the report. */
  public static List<String> of(SenderEvidence evidence) {
    List<ReceivedRequest> batches = evidence.batches();
    Set<String> distinct = new HashSet<>();
    batches.forEach(batch -> distinct.add(batch.path() + batch.text()));
    List<ReceivedRequest> lost = lost(evidence);
    List<String> lines = new ArrayList<>();
    lines.add("Expected: " + evidence.scenario().expectation() + ".");
    lines.add(
        "Came: "
            + count(evidence.requests().size(), "request")
            + ", "
            + count(evidence.calls().size(), "record of a call", "records of calls")
            + ", "
            + count(distinct.size(), "distinct batch", "distinct batches")
            + ", "
            + count(batches.size() - distinct.size(), "repeat")
            + ", "
            + lost.size()
            + " refused and never seen again.");
    lost.stream()
        .limit(SHOWN)
        .forEach(
            batch -> lines.add("Lost: " + named(batch) + ", which got " + batch.status() + "."));
    if (lost.size() > SHOWN) {
      lines.add("Lost: " + (lost.size() - SHOWN) + " more.");
    }
    notSeen(evidence)
        .ifPresent(what -> lines.add("Not seen: " + what + ", which the scenario is about."));
    String keys = keysAfterTransfer(evidence);
    if (!keys.isEmpty()) {
      lines.add("Keys after the transfer: " + keys + ".");
    }
    return lines;
  }

  /** Batches that got 503 or 429, or a 401 for their jti, and did not come again. */
  static List<ReceivedRequest> lost(SenderEvidence evidence) {
    Set<String> accepted = new HashSet<>();
    for (ReceivedRequest batch : evidence.batches()) {
      if (batch.status() == 202) {
        accepted.add(batch.path() + batch.text());
      }
    }
    Set<String> seen = new LinkedHashSet<>();
    List<ReceivedRequest> lost = new ArrayList<>();
    for (ReceivedRequest batch : evidence.batches()) {
      boolean refused = batch.status() == 503 || batch.status() == 429 || batch.status() == 401;
      String text = batch.path() + batch.text();
      if (refused && !accepted.contains(text) && seen.add(text)) {
        lost.add(batch);
      }
    }
    return lost;
  }

  /** Without this a scenario shows nothing of what it is for. */
  private static Optional<String> notSeen(SenderEvidence evidence) {
    return switch (evidence.scenario()) {
      case TRANSFER ->
          evidence.calls().size() < 2 ? Optional.of("the record of a transfer") : Optional.empty();
      case SWALLOWED_ERRORS ->
          evidence.calls().isEmpty() ? Optional.of("the record of a call") : Optional.empty();
      default -> evidence.batches().isEmpty() ? Optional.of("a batch") : Optional.empty();
    };
  }

  /** Key and first value of a batch. */
  static String named(ReceivedRequest batch) {
    Matcher value = VALUE.matcher(batch.text());
    return "the batch with the key "
        + SenderCalls.key(batch).or(batch::segment).orElse("(none)")
        + (value.find() ? " and the value " + value.group(1) : "");
  }

  private static String keysAfterTransfer(SenderEvidence evidence) {
    Map<String, String> firsts = SenderCalls.firsts(evidence);
    Set<String> keys = new LinkedHashSet<>();
    for (ReceivedRequest batch : evidence.batches()) {
      Optional<String> key = SenderCalls.key(batch);
      if (batch.afterRegistrations() > 1 && key.isPresent()) {
        String first = firsts.getOrDefault(key.get(), key.get());
        keys.add(
            key.get() + (first.equals(key.get()) ? " (the first call's)" : " (a later leg's)"));
      }
    }
    String shown = keys.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return shown + (keys.size() > SHOWN ? ", and " + (keys.size() - SHOWN) + " more" : "");
  }

  private static String count(int number, String one) {
    return count(number, one, one + "s");
  }

  private static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}

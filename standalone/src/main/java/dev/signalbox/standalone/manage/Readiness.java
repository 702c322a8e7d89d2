package dev.signalbox.standalone.manage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Whether traffic may come now. Each part of the server that can be away adds a check; with none
 * that objects, the server is ready. Thread-safe.
 */
public final class Readiness {
  private final CopyOnWriteArrayList<Check> checks = new CopyOnWriteArrayList<>();
  private volatile boolean draining;

  /** Ready. */
  public Readiness() {}

  private record Check(String part, Supplier<Optional<String>> whyNot) {}

  /**
   * Adds a part.
   *
   * @param part its name, such as {@code transport}
   * @param whyNot answers from memory, at each probe: a sentence while the part is not ready
   */
  public void check(String part, Supplier<Optional<String>> whyNot) {
    checks.add(new Check(part, whyNot));
  }

  /** The server takes no new batches any more, and delivers those that it has (DLV-6). */
  public void drain() {
    draining = true;
  }

  /** Why the server is not ready, by part; none when it is. */
  public Map<String, String> reasons() {
    Map<String, String> reasons = new LinkedHashMap<>();
    if (draining) {
      reasons.put("server", "it stops, and takes no new batches");
    }
    for (Check check : checks) {
      try {
        check.whyNot().get().ifPresent(why -> reasons.put(check.part(), why));
      } catch (RuntimeException e) {
        reasons.put(check.part(), "its state can't be found out: " + e);
      }
    }
    return reasons;
  }
}

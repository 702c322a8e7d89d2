package dev.signalbox.testkit.internal.sender;

import dev.signalbox.testkit.internal.check.Check;
import java.util.List;
import java.util.stream.Stream;

/** What a sender has to do, as far as it can be seen in what it sends. */
public final class SenderChecks {
  private SenderChecks() {}

  /** All checks of a sender. */
  public static List<Check<SenderEvidence>> all() {
    return Stream.of(
            new SenderRequestChecks(),
            new SenderTokenChecks(),
            new SenderCallChecks(),
            new SenderRetryChecks())
        .flatMap(section -> section.checks().stream())
        .toList();
  }
}

package dev.signalbox.testkit.internal.sender;

import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks of what a sender sent. */
abstract class SenderSection extends CheckSection<SenderEvidence> {
  SenderSection() {
    super("sender");
  }

  static List<ReceivedRequest> some(List<ReceivedRequest> requests, String what) {
    if (requests.isEmpty()) {
      throw new CheckSkippedException("the sender sent no " + what);
    }
    return requests;
  }

  static CheckFailedException failed(ReceivedRequest request, String expected, String came) {
    return new CheckFailedException(new CheckOutcome.Failure(request.shown(), expected, came));
  }

  /** Each request satisfies a condition, or fails with what came. */
  final void each(
      String id,
      String title,
      Function<SenderEvidence, List<ReceivedRequest>> requests,
      Function<ReceivedRequest, Optional<String>> wrong) {
    check(
        id,
        title,
        evidence -> {
          for (ReceivedRequest request : some(requests.apply(evidence), "such request")) {
            Optional<String> came = wrong.apply(request);
            if (came.isPresent()) {
              throw failed(request, title.replaceFirst("^\\w+ ", ""), came.get());
            }
          }
        });
  }

  static Optional<String> unless(boolean condition, String came) {
    return condition ? Optional.empty() : Optional.of(came);
  }
}

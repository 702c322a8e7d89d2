package dev.signalbox.testkit.internal.sender;

import dev.signalbox.core.CallCenterId;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a sender did.
 *
 * @param requests all requests, in their order
 * @param scenario how they were answered
 * @param callCenter whose tokens are expected; empty where it was not said
 * @param key what verifies them; empty where it was not given
 * @param retryAfter what the sender was told to wait, in the scenarios that tell it to
 * @param endNanos when the run ended, by {@link System#nanoTime}
 */
public record SenderEvidence(
    List<ReceivedRequest> requests,
    Scenario scenario,
    Optional<CallCenterId> callCenter,
    Optional<PublicKey> key,
    Duration retryAfter,
    long endNanos) {
  List<ReceivedRequest> batches() {
    return requests.stream().filter(ReceivedRequest::isBatch).toList();
  }

  List<ReceivedRequest> calls() {
    return requests.stream().filter(ReceivedRequest::isCall).toList();
  }
}

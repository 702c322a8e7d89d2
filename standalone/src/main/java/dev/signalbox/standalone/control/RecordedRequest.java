package dev.signalbox.standalone.control;

import dev.signalbox.core.CallCenterId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that came in, and its answer.
 *
 * @param id its number
 * @param time when it came
 * @param duration until its answer was there
 * @param method its method
 * @param rawPath its path, for a replay
 * @param target its target as it came
 * @param headers its headers as they came, without the Authorization
 * @param authorization what may be shown of that
 * @param token the parts of its token that may be shown
 * @param path what the path names
 * @param callCenter the sender
 * @param body its body, as far as it is kept
 * @param bodyCut whether there was more of it
 * @param status of the answer; empty where there was none
 * @param answerHeaders of the answer
 * @param answer the answer's body
 * @param violations why it was refused, each as JSON
 * @param conversation the first call's key; empty where it is not known
 * @param fault the fault that it met, by its id
 * @param replayOf the request that it repeats, by its id
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
record RecordedRequest(
    String id,
    Instant time,
    Duration duration,
    String method,
    String rawPath,
    String target,
    Map<String, List<String>> headers,
    List<String> authorization,
    Optional<ShownToken> token,
    Optional<VendorPath> path,
    Optional<CallCenterId> callCenter,
    byte[] body,
    boolean bodyCut,
    Optional<Integer> status,
    Map<String, List<String>> answerHeaders,
    byte[] answer,
    List<String> violations,
    Optional<String> conversation,
    Optional<String> fault,
    Optional<String> replayOf) {
  private static final int FIXED = 1000;

  /** What it takes of the log's memory, about. */
  long bytes() {
    return FIXED
        + body.length
        + answer.length
        + 2L * (target.length() + headers.toString().length())
        + 2L * authorization.stream().mapToInt(String::length).sum()
        + 2L * violations.stream().mapToInt(String::length).sum();
  }

  boolean isAbout(String call) {
    return conversation.filter(call::equals).isPresent()
        || path.flatMap(VendorPath::call).filter(call::equals).isPresent();
  }

  @Override
  public String toString() {
    return "request " + id + ": " + method + " " + target + ", " + status;
  }

  /**
   * A token's parts that may be shown.
   *
   * @param header its header as JSON
   * @param claims its claims as JSON
   */
  record ShownToken(String header, String claims) {}
}

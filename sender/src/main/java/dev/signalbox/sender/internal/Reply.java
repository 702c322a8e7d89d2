package dev.signalbox.sender.internal;

import java.net.http.HttpHeaders;

/** What came of one request. */
public sealed interface Reply {
  /**
   * A status arrived, and so the request's fate is known.
   *
   * @param body the first bytes of the answer's body; none where nobody asked for them
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answer(int status, HttpHeaders headers, byte[] body) implements Reply {}

  /** The request did not go out whole: nobody can have acted on it. */
  record NotSent(String why) implements Reply {}

  /** The request went out whole and was not answered: somebody may have acted on it. */
  record NoAnswer(String why) implements Reply {}
}

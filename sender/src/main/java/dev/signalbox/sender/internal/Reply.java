package dev.signalbox.sender.internal;

import java.net.http.HttpHeaders;

/** How one request ended. */
public sealed interface Reply {
  /**
   * A status arrived, so it is known what became of the request.
   *
   * @param body the first bytes of the answer's body; empty where only the status was wanted
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, HttpHeaders headers, byte[] body) implements Reply {}

  /** The request was not sent whole: the endpoint can't have acted on it. */
  record NotSent(String why) implements Reply {}

  /** The request was sent whole and not answered: the endpoint may have acted on it. */
  record NoAnswer(String why) implements Reply {}
}

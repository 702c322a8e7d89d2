package dev.signalbox.standalone.faults;

/** What the vendor's service is known to do, by name. */
public enum FaultPreset {
  /** 429, until a window of time has passed. */
  RATE_LIMIT("rate-limit"),
  /** 207 to a bulk of transcripts, of which one entry met the rate limit. */
  TRANSCRIPTS_EXHAUSTED("transcripts-exhausted"),
  /** 403. */
  FORBIDDEN("forbidden"),
  /** Tokens are judged as if the server's clock were off. */
  TOKEN_CLOCK("token-clock");

  private final String wireName;

  FaultPreset(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JSON. */
  public String wireName() {
    return wireName;
  }
}

package dev.signalbox.benchmarks;

import java.nio.charset.StandardCharsets;

/** What is sent. */
enum Traffic {
  JSON_REUSED(202),
  XML_REUSED(202),
  JSON_JTI(202),
  UNSIGNED(401),
  EXPIRED(401),
  WRONG_PATH(404),
  WRONG_TYPE(415);

  /** How all of it is answered. */
  final int status;

  Traffic(int status) {
    this.status = status;
  }

  boolean isDistinct() {
    return this == JSON_JTI;
  }

  boolean isRefused() {
    return status >= 400;
  }

  private String mediaType() {
    return switch (this) {
      case XML_REUSED -> "application/xml";
      case WRONG_TYPE -> "text/plain";
      default -> "application/json";
    };
  }

  private String token(Tokens tokens) {
    return switch (this) {
      case UNSIGNED -> tokens.unsigned();
      case EXPIRED -> tokens.expired();
      default -> tokens.reused();
    };
  }

  /**
   * A request in three pieces: between the first two belongs the call's number, and between the
   * last two, where tokens are distinct, a token and the end of its line.
   *
   * @param events how many the batch has
   */
  String[] pieces(Tokens tokens, int events) {
    byte[] body = this == XML_REUSED ? Samples.xml(events) : Samples.json(events);
    return new String[] {
      "POST /telephony/v1/" + (this == WRONG_PATH ? "nowhere" : "voiceCalls") + "/call-",
      "/realtimeConversationEvents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
          + (isDistinct() ? "" : token(tokens) + "\r\n"),
      "Content-Type: "
          + mediaType()
          + "\r\nContent-Length: "
          + body.length
          + "\r\n\r\n"
          + new String(body, StandardCharsets.UTF_8)
    };
  }
}

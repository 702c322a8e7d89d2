package dev.signalbox.core.format;

import java.util.Locale;

/**
 * Why a request is answered with an error: the one table from which every status comes. The rows
 * stand in the order in which they are checked; the first that applies answers (REQ-2).
 *
 * @since 0.2.0
 */
public enum ProblemType {
  /** REQ-1: there is nothing at the path. */
  NO_SUCH_RESOURCE(404, "No such resource"),
  /** REQ-1: the resource takes another method. */
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  /** AUTH-1: no token, or none that is accepted. */
  UNAUTHORIZED(401, "Not authorized"),
  /** AUTH-5: a new jti can't be remembered, so it can't be accepted. */
  REPLAY_MEMORY_FULL(503, "Token memory is full"),
  /** RES-4: the sender asks too often. */
  RATE_LIMITED(429, "Too many requests"),
  /** HDR-1: the body is neither JSON nor XML, or it is encoded. */
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  /** KEY-1, KEY-2: the path's key can't be a vendorCallKey. */
  INVALID_KEY(400, "Invalid vendorCallKey"),
  /** HDR-2: the provider's name can't be one. */
  INVALID_HEADER(400, "Invalid header"),
  /** RES-3, BODY-4: the request is no proper HTTP, or its body was cut off. */
  MALFORMED_REQUEST(400, "Malformed request"),
  /** BODY-4: the body is over the limit. */
  TOO_LARGE(413, "Body too large"),
  /** Section 4, CALL-1 to CALL-3: the body departs from the contract. */
  INVALID_BODY(400, "Invalid body"),
  /** KEY-3: strict mode, and the key is a later leg's. */
  LATER_LEG(400, "Not the first call's key"),
  /** KEY-4: calls must be known, and this one is not. */
  UNKNOWN_CALL(404, "Unknown voice call"),
  /** RES-4, CALL-5, DLV-5, DLV-6: the batch can't be taken now. */
  UNAVAILABLE(503, "Temporarily unavailable");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /**
   * The HTTP status.
   *
   * @return 400 to 503
   */
  public int status() {
    return status;
  }

  /**
   * What went wrong, in a few words (RFC 9457's title).
   *
   * @return the same text for every occurrence
   */
  public String title() {
    return title;
  }

  /**
   * Names the kind of problem (RFC 9457's type).
   *
   * @return a URN
   */
  public String uri() {
    return "urn:signalbox:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

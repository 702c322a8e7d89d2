package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;

/**
 * What an endpoint may demand beyond the contract. A run finds out which of these are demanded, and
 * then gives the endpoint what it wants, so that one wrong demand is one failure and not a failure
 * of every check.
 */
public enum Demand {
  JTI(Clause.AUTH_5, "a jti in every token"),
  KID(Clause.AUTH_2, "a kid in every token"),
  NBF(Clause.AUTH_4, "an nbf in every token"),
  AUD(Clause.AUTH_4, "an aud in every token"),
  ORG_IN_OTHER_FORM(Clause.AUTH_3, "the org's id in its other form"),
  SHORT_LIFE(Clause.AUTH_4, "tokens that live for five minutes at most"),
  PROVIDER(Clause.HDR_2, "the header Telephony-Provider-Name"),
  ACCEPT(Clause.HDR_3, "the header Accept"),
  CHARSET(Clause.HDR_1, "a charset in Content-Type"),
  USER_AGENT(Clause.REQ_1, "the header User-Agent"),
  PERSIST(Clause.BODY_6, "the property persist"),
  PARTICIPANT(Clause.EVT_5, "a participant in every category"),
  SCORE(Clause.EVT_6, "a score in every event"),
  END_TIME(Clause.EVT_7, "an endTime in every event"),
  DETAILS(Clause.EVT_7, "details in every event"),
  REGISTERED(Clause.KEY_4, "that a call is registered before its events come");

  private final Clause clause;
  private final String text;

  Demand(Clause clause, String text) {
    this.clause = clause;
    this.text = text;
  }

  /** The clause by which this must not be demanded. */
  Clause clause() {
    return clause;
  }

  /** For the report: "the endpoint demands …". */
  String text() {
    return text;
  }
}

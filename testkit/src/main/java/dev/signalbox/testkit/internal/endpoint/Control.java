package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What checks depend on: the same request without what the check is about. Where a control fails,
 * the check is blocked by the clause that the control belongs to.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without a state
public enum Control {
  QUERY(
      Clause.REQ_1,
      "the query is ignored",
      p -> p.taken(p.batch().target(p.batch().target() + "?a=b"))),
  SERVICES(
      Clause.BODY_2,
      "every service is accepted",
      p ->
          p.profile() == Profile.V58
              || List.of("CXoneAgentAssistService", "VonageConversationalInsights", "Another")
                  .stream()
                  .allMatch(service -> p.taken(p.batch(p.ofService(service))))) {
    @Override
    Clause broken(EndpointProber p) {
      return p.taken(p.batch(p.ofService("Another"))) ? Clause.BODY_1 : Clause.BODY_2;
    }
  },
  TYPES_OF_PROPERTIES(
      Clause.VAL_1,
      "a property of a wrong type is reported as the property's violation",
      p -> {
        HttpAnswer answer = p.send(p.batch(p.smallest().with("service", JsonDocument.lit(1))));
        return !EndpointProber.isOfTheDocument(answer);
      }),
  COMPLETE_ALIKE(
      Clause.VAL_1,
      "two violations of one clause are both reported",
      p -> {
        JsonDocument.Obj bad = BatchGenerators.category(EndpointProber.TIME).without("value");
        HttpAnswer answer = p.send(p.batch(p.withEvents(bad, bad)));
        return EndpointProber.errors(answer).size() > 1;
      }),
  COMPLETE(
      Clause.VAL_1,
      "two violations are both reported",
      p -> {
        HttpAnswer answer =
            p.send(
                p.batch(
                    p.withEvents(BatchGenerators.category(EndpointProber.TIME).without("value"))
                        .without("service")));
        return EndpointProber.errors(answer).size() > 1;
      }),
  SINGLE_MEMBERS(
      Clause.BODY_4,
      "a body with a member twice is refused",
      p ->
          !p.taken(
              p.batch()
                  .body(
                      p.smallest()
                          .plus("service", JsonDocument.str("AmazonConnectContactLens"))
                          .json()))),
  NOTHING_BEHIND(
      Clause.BODY_4,
      "a body with more behind the document is refused",
      p -> !p.taken(p.batch().body(p.smallest().json() + "{}"))),
  STRICT_UTF_8(
      Clause.BODY_4,
      "a body that is not UTF-8 is refused",
      p ->
          !p.taken(
              p.batch()
                  .body(
                      p.smallest()
                          .json()
                          .replace("CustomerAngry", "\u00e9")
                          .getBytes(StandardCharsets.ISO_8859_1)))),
  LONG_NUMBERS(
      Clause.BODY_4,
      "a number of 400 digits is read",
      p -> p.taken(p.batch(p.smallest().with("x", JsonDocument.lit("9".repeat(400)))))) {
    @Override
    Clause broken(EndpointProber p) {
      return p.holds(Control.UNKNOWN) ? Clause.BODY_4 : Clause.BODY_6;
    }
  },
  LONG_KEYS(
      Clause.KEY_1,
      "a key of 256 characters is refused",
      p -> !p.taken(p.batch().target(ContractPaths.pathOfSegment("k".repeat(256))))),
  ODD_KEYS(
      Clause.KEY_1,
      "a key of any characters is accepted",
      p -> p.taken(p.batch(p.key() + Literals.ODD))),
  CONTROLS_IN_KEYS(
      Clause.KEY_1,
      "a key with a control character is refused",
      p -> !p.taken(p.batch().target(ContractPaths.pathOfSegment("a%01")))),
  IDS_AS_KEYS(
      Clause.KEY_2,
      "a voiceCallId is refused as key",
      p -> !p.taken(p.batch().target(ContractPaths.pathOfSegment("0LQRM0000006CSz")))),
  XML(Clause.HDR_1, "a plain batch in XML is accepted", p -> p.taken(p.xmlBatch(p.smallest()))),
  XML_ROOTS(
      Clause.BODY_4,
      "a batch in XML with another root is refused",
      p -> !p.taken(p.xmlBatch(p.smallest()).body(p.smallest().xml("events")))),
  SENTIMENT(
      Clause.BODY_2,
      "a plain sentiment is accepted",
      p -> p.takes(BatchGenerators.sentiment(EndpointProber.TIME))) {
    @Override
    Clause broken(EndpointProber p) {
      JsonDocument.Obj plain = BatchGenerators.sentiment(EndpointProber.TIME);
      if (p.takes(plain.with("value", JsonDocument.str("0")))) {
        return Clause.EVT_5;
      }
      if (p.takes(plain.with("score", JsonDocument.lit(10)))) {
        return Clause.EVT_6;
      }
      boolean end = p.takes(plain.with("endTime", JsonDocument.lit(EndpointProber.TIME)));
      return end || p.takes(plain.with("details", JsonDocument.lit(Literals.OFFSETS)))
          ? Clause.EVT_7
          : Clause.BODY_2;
    }
  },
  PARTICIPANT(Clause.EVT_5, "a participant is accepted", p -> p.takes("participant", "\"AGENT\"")),
  SCORE(Clause.EVT_6, "a score is accepted", p -> p.takes("score", "10")),
  SCORE_TEXT(Clause.EVT_6, "a score that is a string is accepted", p -> p.takes("score", "\"10\"")),
  END_TIME(
      Clause.EVT_7,
      "an endTime is accepted",
      p -> p.takes("endTime", Long.toString(EndpointProber.TIME + 1000))),
  DETAILS(Clause.EVT_7, "details are accepted", p -> p.takes("details", Literals.OFFSETS)),
  PERSIST(
      Clause.BODY_6,
      "persist is accepted",
      p -> p.taken(p.batch(p.smallest().with("persist", JsonDocument.lit("false"))))),
  UNKNOWN_LISTS(
      Clause.BODY_6,
      "an unknown property that is a list is ignored",
      p -> p.taken(p.batch(p.smallest().with("x", JsonDocument.arr())))),
  WHITE_SPACE(
      Clause.EVT_2,
      "a name with a tab and a line feed is accepted",
      p -> p.takes("value", "\"a\\tb\\nc\"")),
  INVALID_TIMES(
      Clause.EVT_4,
      "an event without a valid start time is left out of the comparison",
      p -> {
        JsonDocument.Obj good = BatchGenerators.category(EndpointProber.TIME);
        HttpAnswer answer =
            p.send(p.batch(p.withEvents(good, good.with("startTime", JsonDocument.str("x")))));
        return EndpointProber.errors(answer).stream().noneMatch(e -> e.clause().equals("EVT-4"));
      }),
  UNKNOWN(
      Clause.BODY_6,
      "an unknown property is ignored",
      p -> p.taken(p.batch(p.smallest().with("x", JsonDocument.lit(1))))),
  MANY(
      Clause.BODY_3,
      "a batch of 150 events is accepted",
      p -> {
        JsonDocument[] events = new JsonDocument[150];
        Arrays.setAll(events, i -> BatchGenerators.category(EndpointProber.TIME + i));
        return p.taken(p.batch(p.withEvents(events)));
      }),
  SEVERAL(
      Clause.EVT_4,
      "two plain events in their order are accepted",
      p ->
          p.taken(
              p.batch(
                  p.withEvents(
                      BatchGenerators.category(EndpointProber.TIME),
                      BatchGenerators.category(EndpointProber.TIME + 1000))))),
  JTI(
      Clause.AUTH_5,
      "a token with a jti is accepted",
      p ->
          p.taken(
              EndpointProber.withToken(p.batch(), p.tokens().once(UUID.randomUUID().toString())))),
  JTI_ONCE(
      Clause.AUTH_5,
      "a jti is good for one request",
      p -> {
        RawRequest request =
            EndpointProber.withToken(p.batch(), p.tokens().once(UUID.randomUUID().toString()));
        return p.taken(request) && !p.taken(request);
      }),
  SIGNATURE(
      Clause.AUTH_3,
      "a token with a wrong signature is refused",
      p -> !p.taken(EndpointProber.withToken(p.batch(), p.tampered()))),
  PAIR(
      Clause.AUTH_3,
      "a token of an unknown call center is refused",
      p ->
          !p.taken(
              EndpointProber.withToken(
                  p.batch(),
                  p.tokens().signed(p.tokens().claims().with("sub", JsonDocument.str("Nobody")))))),
  SINGLE_CLAIMS(
      Clause.AUTH_4,
      "a token with a claim twice is refused",
      p -> {
        JsonDocument.Obj claims = p.tokens().claims();
        return !p.taken(
            EndpointProber.withToken(
                p.batch(), p.tokens().signed(claims.plus("exp", claims.get("exp").orElseThrow()))));
      }),
  SKIPS_NO_TOKEN(Clause.AUTH_1, "a missing token is refused", p -> p.refuses(RefusalKind.NO_TOKEN)),
  SKIPS_NO_GARBAGE(Clause.AUTH_1, "a.b.c is refused as a token", p -> p.refuses(RefusalKind.TOKEN)),
  TOKEN_BEFORE_BODY(
      Clause.AUTH_6,
      "a missing token is answered before a broken body",
      p -> p.usually(p.batch().without("Authorization").body("{"), RefusalKind.NO_TOKEN)),
  PATHS(Clause.REQ_1, "a wrong path is refused", p -> p.refuses(RefusalKind.PATH)),
  METHODS(Clause.REQ_1, "a wrong method is refused", p -> p.refuses(RefusalKind.METHOD)),
  TYPES(Clause.HDR_1, "a wrong Content-Type is refused", p -> p.refuses(RefusalKind.TYPE)),
  KEYS(Clause.KEY_1, "a blank key is refused", p -> p.refuses(RefusalKind.KEY)),
  SIZES(Clause.BODY_4, "a body that is too large is refused", p -> p.refuses(RefusalKind.SIZE)),
  DOCUMENTS(Clause.BODY_4, "a broken document is refused", p -> p.refuses(RefusalKind.DOCUMENT)),
  TYPE_HAS_A_STATUS(
      Clause.HDR_1,
      "a wrong Content-Type has a status of its own",
      p -> !p.sameStatus(RefusalKind.TYPE, RefusalKind.DOCUMENT)),
  SIZE_HAS_A_STATUS(
      Clause.BODY_4,
      "a body that is too large has a status of its own",
      p -> !p.sameStatus(RefusalKind.SIZE, RefusalKind.DOCUMENT)),
  REGISTERS(
      Clause.CALL_1,
      "a voice call is registered",
      p -> p.taken(p.call(p.key(), "Inbound", Optional.empty()))),
  IDS(
      Clause.CALL_1,
      "a registration is answered with a well-formed voiceCallId",
      p -> {
        String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
        return id.length() == 18 && VoiceCallId.isVoiceCallId(id);
      }),
  AGAIN(
      Clause.CALL_1,
      "a call is registered again",
      p -> {
        String key = p.key();
        return p.taken(p.call(key, "Inbound", Optional.empty()))
            && p.taken(p.call(key, "Outbound", Optional.empty()));
      }),
  INITIATION_METHODS(
      Clause.CALL_1,
      "every initiationMethod is accepted",
      p ->
          List.of("Inbound", "Outbound", "Conference", "Callback").stream()
              .allMatch(method -> p.taken(p.call(p.key(), method, Optional.empty())))),
  LOWER_METHODS(
      Clause.CALL_1,
      "an initiationMethod in lower case is accepted",
      p -> p.taken(p.call(p.key(), "inbound", Optional.empty()))),
  PARENTS_BY_ID(
      Clause.CALL_2,
      "a transfer that names its parent by voiceCallId is registered",
      p -> {
        String id = p.registered(p.call(p.key(), "Inbound", Optional.empty()));
        return p.taken(p.call(p.key(), "Transfer", Optional.of(id)));
      }),
  LINKS_CONFERENCES(
      Clause.CALL_2,
      "a conference that names a parent is linked to it",
      p -> {
        String first = p.key();
        String leg = p.key();
        p.send(p.call(first, "Inbound", Optional.empty()));
        p.send(p.call(leg, "Conference", Optional.of(first)));
        return RequestChecks.namesFirst(first).holds().test(p.send(p.batch(leg)));
      }),
  UNKNOWN_PARENTS(
      Clause.CALL_2,
      "an unknown parent is refused",
      p -> !p.taken(p.call(p.key(), "Transfer", Optional.of(p.key())))),
  TRANSFERS(
      Clause.CALL_2,
      "a transfer that names its parent by key is registered",
      p -> {
        String first = p.key();
        return p.taken(p.call(first, "Inbound", Optional.empty()))
            && p.taken(p.call(p.key(), "Transfer", Optional.of(first)));
      }),
  NAMES_NO_OTHER(
      Clause.KEY_3,
      "no first key is named where there is no other",
      p -> p.send(p.batch()).header(ContractPaths.FIRST_KEY).isEmpty()),
  RESOLVES(
      Clause.KEY_3,
      "a later leg's key is resolved, and the answer names the first",
      p -> {
        String first = p.key();
        String leg = p.key();
        p.send(p.call(first, "Inbound", Optional.empty()));
        p.send(p.call(leg, "Transfer", Optional.of(first)));
        return RequestChecks.namesFirst(first).holds().test(p.send(p.batch(leg)));
      }),
  SAME_KEYS(
      Clause.KEY_1,
      "the case of a key's letters counts",
      p -> {
        String first = p.key();
        String leg = p.key() + "B";
        p.send(p.call(first, "Inbound", Optional.empty()));
        p.send(p.call(leg, "Transfer", Optional.of(first)));
        return !p.holds(Control.RESOLVES)
            || RequestChecks.namesFirst(first).holds().test(p.send(p.batch(leg)));
      });

  private final Clause clause;
  private final String text;
  private final Function<EndpointProber, Boolean> holds;

  Control(Clause clause, String text, Function<EndpointProber, Boolean> holds) {
    this.clause = clause;
    this.text = text;
    this.holds = holds;
  }

  /** The clause that is broken where it does not hold, which may have to be looked for. */
  Clause broken(EndpointProber p) {
    return clause;
  }

  /** What holds where the control does. */
  String text() {
    return text;
  }

  boolean holds(EndpointProber p) {
    return holds.apply(p);
  }

  /** What controls and checks have in common. */
  static final class Literals {
    static final String OFFSETS = "{\"BeginOffsetMillis\":1,\"EndOffsetMillis\":2}";

    /** The end of a key with characters that have to be escaped. */
    static final String ODD = " \u00E9+~/'";

    private Literals() {}
  }
}

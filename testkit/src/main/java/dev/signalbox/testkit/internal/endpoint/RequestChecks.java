package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.neverTaken;
import static dev.signalbox.testkit.internal.endpoint.Expectation.refused;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;
import static dev.signalbox.testkit.internal.http.ContractPaths.CALLS;
import static dev.signalbox.testkit.internal.http.ContractPaths.EVENTS;
import static dev.signalbox.testkit.internal.http.ContractPaths.path;
import static dev.signalbox.testkit.internal.http.ContractPaths.pathOfSegment;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.CallKeyGenerators;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.ProblemBody;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** CheckSection 1: the resource, the order of checks, the call key. */
public final class RequestChecks extends CheckSection<EndpointProber> {
  private static final int TOO_LARGE = (1 << 20) + 1;

  public RequestChecks() {
    super("request");
    resources();
    order();
    keys();
    voiceCallIds();
    laterLegs();
  }

  private void resources() {
    check("REQ-1/batch", "a POST of a batch is taken", p -> p.expect(p.batch(), accepted()));
    check(
        "REQ-1/query",
        "the query is ignored",
        p -> {
          String path = path(p.key());
          p.expect(p.batch().target(path + "?a=b&vendorCallKey=%20"), accepted());
          p.expect(p.batch().target(path + "?"), accepted());
        });
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")) {
      check(
          "REQ-1/method-" + method.toLowerCase(Locale.ROOT),
          method + " gets 405, and Allow names POST",
          p -> {
            Expectation notAllowed =
                status(405)
                    .withHeader(
                        "Allow",
                        v ->
                            List.of(v.toUpperCase(Locale.ROOT).split("[ ,]+", -1)).contains("POST"),
                        ": POST");
            p.expect(p.batch().method(method), notAllowed);
          });
    }
    check(
        "REQ-1/method-on-calls",
        "another method on the resource of voice calls gets 405",
        p -> p.expect(p.authorized(CALLS).method("GET"), status(405)));
    for (String[] other :
        new String[][] {
          {"root", "/"},
          {"no-key", CALLS + EVENTS},
          {"other-version", "/telephony/v2/voiceCalls/k" + EVENTS},
          {"trailing-slash", CALLS + "/k" + EVENTS + "/"},
          {"more-segments", CALLS + "/a/b" + EVENTS},
          {"other-case", CALLS + "/k/realtimeconversationevents"},
          {"longer-name", CALLS + "/k" + EVENTS + "s"},
          {"call-alone", CALLS + "/k"},
          {"messages", CALLS + "/messages"},
        }) {
      check(
          "REQ-1/path-" + other[0],
          "the path " + other[1] + " gets 404",
          p -> p.expect(p.batch().target(other[1]), status(404)));
    }
    check(
        "KEY-1/blank-empty",
        "an empty key gets 400, or 404 as no path of the contract",
        p -> p.expect(p.batch().target(CALLS + "/" + EVENTS), status(400, 404)));
    ours(
        "REQ-1/problem-names-resources",
        "the problem of a wrong path says which two resources exist",
        p ->
            p.expect(
                p.batch().target("/telephony/v1/other"),
                status(404)
                    .and(
                        "both resources named",
                        a ->
                            a.text().contains("/realtimeConversationEvents")
                                && a.text().matches("(?s).*/telephony/v1/voiceCalls(?!/).*"))));
  }

  private void order() {
    String badPath = CALLS + "/k/other";
    String badKey = pathOfSegment("%20");
    check(
        "REQ-2/path-before-method",
        "a wrong path answers before a wrong method",
        p -> p.expect(p.batch().target(badPath).method("GET"), status(404)));
    check(
        "REQ-2/path-before-token",
        "a wrong path answers before a missing token",
        p -> p.expect(p.batch().target(badPath).without("Authorization"), status(404)));
    check(
        "REQ-2/method-before-token",
        "a wrong method answers before a missing token",
        p -> p.expect(p.batch().method("PUT").without("Authorization"), status(405)));
    check(
        "REQ-2/token-before-type",
        "a missing token answers before a wrong type",
        p ->
            p.expect(
                p.batch().without("Authorization").with("Content-Type", "text/plain"),
                status(401)));
    check(
        "REQ-2/token-before-key",
        "a missing token answers before a wrong key",
        p -> p.expect(p.batch().without("Authorization").target(badKey), status(401)));
    check(
        "REQ-2/token-before-size",
        "a missing token answers before a body that is too large",
        p -> p.expect(p.batch().without("Authorization").body(new byte[TOO_LARGE]), status(401)));
    check(
        "REQ-2/type-before-key",
        "a wrong type answers before a wrong key",
        p -> p.expect(p.batch().with("Content-Type", "text/plain").target(badKey), status(415)));
    check(
        "REQ-2/type-before-body",
        "a wrong type answers before a wrong body",
        p -> p.expect(p.batch().with("Content-Type", "text/plain").body("{"), status(415)));
    check(
        "REQ-2/key-before-size",
        "a wrong key answers before a body that is too large",
        p -> p.expect(p.batch().target(badKey).body(new byte[TOO_LARGE]), status(400)));
    check(
        "REQ-2/key-before-body",
        "a wrong key answers before a wrong body",
        p -> p.expect(p.batch().target(badKey).body("{"), refused(p.ours(), 400, Clause.KEY_1)));
    check(
        "REQ-2/size-before-body",
        "a body that is too large answers before its faults",
        p -> p.expect(p.batch().body("[".repeat(TOO_LARGE)), status(413)));
  }

  private void keys() {
    check(
        "KEY-1/any-characters",
        "keys of any characters are taken, percent-encoded as UTF-8",
        p ->
            p.forAll(
                CallKeyGenerators.valid(), key -> p.batch().target(path(key)), key -> accepted()));
    check(
        "KEY-1/slash",
        "%2F is part of the key",
        p -> p.expect(p.batch().target(pathOfSegment(p.key() + "%2Fb")), accepted()));
    check(
        "KEY-1/plus",
        "a plus sign is part of the key",
        p -> p.expect(p.batch().target(pathOfSegment(p.key() + "+b")), accepted()));
    ours(
        "KEY-1/255",
        "a key may have 255 characters, supplementary ones counting once",
        p -> {
          p.expect(p.batch().target(pathOfSegment("k".repeat(255))), accepted());
          p.expect(p.batch().target(path("\uD83D\uDE00".repeat(255))), accepted());
        });
    ours(
        "KEY-1/256",
        "a key of 256 characters gets 400",
        p ->
            p.expect(
                p.batch().target(pathOfSegment("k".repeat(256))),
                refused(p.ours(), 400, Clause.KEY_1)));
    ours(
        "KEY-1/256-encoded",
        "a key of 256 characters beyond ASCII gets 400",
        p ->
            p.expect(
                p.batch().target(path("\u00E9".repeat(256))),
                refused(p.ours(), 400, Clause.KEY_1)));
    for (String[] blank :
        new String[][] {
          {"space", "%20"}, {"no-break-space", "%C2%A0"}, {"em-space", "%E2%80%83%20"}
        }) {
      check("KEY-1/blank-" + blank[0], "a blank key gets 400", p -> badSegment(p, blank[1]));
    }
    for (String[] control :
        new String[][] {
          {"nul", "a%00b"}, {"line-feed", "a%0Ab"}, {"delete", "a%7F"}, {"c1", "a%C2%85b"}
        }) {
      check(
          "KEY-1/control-" + control[0],
          "a key with a control character gets 400",
          p -> badSegment(p, control[1]));
    }
    for (String[] bytes :
        new String[][] {
          {"stray-byte", "%FF"},
          {"overlong", "%C0%AF"},
          {"surrogate", "%ED%A0%80"},
          {"cut", "a%E2%82"},
          {"above-unicode", "%F4%90%80%80"}
        }) {
      check(
          "KEY-1/utf-8-" + bytes[0],
          "a key whose bytes are not UTF-8 gets 400",
          p -> badSegment(p, bytes[1]));
    }
    for (String[] escape :
        new String[][] {{"alone", "a%"}, {"half", "a%4"}, {"letters", "a%zz"}, {"sign", "a%+1"}}) {
      check(
          "KEY-1/escape-" + escape[0],
          "a malformed percent-escape is never taken",
          p -> p.expect(p.batch().target(pathOfSegment(escape[1])), neverTaken()));
    }
    check(
        "KEY-1/any-refused",
        "blank, overlong and undecodable keys get 400",
        p ->
            p.forAll(
                CallKeyGenerators.refusedSegments(),
                segment -> p.batch().target(pathOfSegment(segment)),
                segment -> refused(p.ours(), 400, Clause.KEY_1)));
    check(
        "KEY-4/unknown",
        "a key that nobody registered is taken",
        p -> p.expect(p.batch(), accepted()));
  }

  private static void badSegment(EndpointProber p, String segment) {
    p.expect(p.batch().target(pathOfSegment(segment)), refused(p.ours(), 400, Clause.KEY_1));
  }

  private void voiceCallIds() {
    check(
        "KEY-2/any",
        "voiceCallIds of 15 and of 18 characters get 400",
        p ->
            p.forAll(
                CallKeyGenerators.voiceCallIds(),
                id -> p.batch().target(pathOfSegment(id)),
                id -> refused(p.ours(), 400, Clause.KEY_2)));
    String id = "0LQRM0000006CSz";
    check("KEY-2/of-15", "a voiceCallId of 15 characters gets 400", p -> voiceCallId(p, id));
    check(
        "KEY-2/of-18",
        "a voiceCallId of 18 characters gets 400",
        p -> voiceCallId(p, id + CallKeyGenerators.checksum(id)));
    check(
        "KEY-2/percent-encoded",
        "a voiceCallId with an escaped character gets 400",
        p -> voiceCallId(p, "%30LQ" + id.substring(3)));
    for (String[] key :
        new String[][] {
          {"other-prefix", "00QRM0000006CSz"},
          {"lower-case-prefix", "0lqRM0000006CSz"},
          {"of-14", id.substring(0, 14)},
          {"of-16", id + "a"},
          {"of-17", id + "ab"},
          {"of-19", id + CallKeyGenerators.checksum(id) + "a"},
          {"wrong-checksum", id + "ZZZ"},
          {"hyphen", "0LQRM00000-6CSz"},
          {"prefix-alone", "0LQ"},
        }) {
      check(
          "KEY-2/own-key-" + key[0],
          key[1] + " is no voiceCallId, and is taken",
          p -> p.expect(p.batch().target(pathOfSegment(key[1])), accepted()));
    }
  }

  private static void voiceCallId(EndpointProber p, String segment) {
    p.expect(p.batch().target(pathOfSegment(segment)), refused(p.ours(), 400, Clause.KEY_2));
  }

  private void laterLegs() {
    check(
        "KEY-3/first-key",
        "the first call's own key is taken, and no other key is named",
        p -> {
          String first = transfer(p).first;
          p.expect(
              p.batch(first),
              accepted()
                  .and(
                      "no header " + ContractPaths.FIRST_KEY,
                      a -> a.header(ContractPaths.FIRST_KEY).isEmpty()));
        });
    check(
        "KEY-3/later-leg",
        "a later leg's key is resolved, or in strict mode refused",
        p -> p.expect(p.batch(transfer(p).leg), status(202, 400)));
    ours(
        "KEY-3/header",
        "the answer for a later leg names the first call's key",
        p -> {
          Transfer transfer = transfer(p);
          p.expect(p.batch(transfer.leg), namesFirst(transfer.first));
        });
    ours(
        "KEY-3/header-encoded",
        "the first call's key is percent-encoded in the header",
        p -> {
          Transfer transfer = transfer(p, p.key() + " \u00E9+~/'");
          p.expect(p.batch(transfer.leg), namesFirst(transfer.first));
        });
    ours(
        "KEY-3/second-batch",
        "every batch of a later leg is resolved, not only the first",
        p -> {
          Transfer transfer = transfer(p);
          for (int i = 0; i < 3; i++) {
            p.expect(p.batch(transfer.leg), namesFirst(transfer.first));
          }
        });
  }

  private record Transfer(String first, String leg) {}

  private static Transfer transfer(EndpointProber p) {
    return transfer(p, p.key());
  }

  private static Transfer transfer(EndpointProber p, String first) {
    String leg = p.key();
    p.registered(p.call(first, "Inbound", Optional.empty()));
    p.registered(p.call(leg, "Transfer", Optional.of(first)));
    return new Transfer(first, leg);
  }

  /** 202 with the header, or 400 in strict mode with a problem that names the key. */
  public static Expectation namesFirst(String first) {
    String encoded = CallKeyGenerators.encoded(first);
    return new Expectation(
        "202 with the header "
            + ContractPaths.FIRST_KEY
            + ": "
            + encoded
            + ", or in strict mode 400 with a problem that names the key",
        a ->
            a.is(202)
                ? a.headers(ContractPaths.FIRST_KEY).equals(List.of(encoded))
                : a.is(400)
                    && ProblemBody.of(a).stream()
                        .flatMap(problem -> problem.errors().stream())
                        .anyMatch(e -> e.clause().equals("KEY-3") && e.detail().contains(first)));
  }
}

package dev.signalbox.testkit.internal.endpoint;

import static dev.signalbox.testkit.internal.endpoint.Expectation.accepted;
import static dev.signalbox.testkit.internal.endpoint.Expectation.neverTaken;
import static dev.signalbox.testkit.internal.endpoint.Expectation.status;
import static dev.signalbox.testkit.internal.http.ContractPaths.CALLS;
import static dev.signalbox.testkit.internal.http.ContractPaths.EVENTS;
import static dev.signalbox.testkit.internal.http.ContractPaths.path;
import static dev.signalbox.testkit.internal.http.ContractPaths.pathOfSegment;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.CallKeyGenerators;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.check.CheckBlockedException;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckSection;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
    check("REQ-1/batch", "takes a batch by POST", p -> p.expect(p.batch(), accepted()));
    check(
        "REQ-1/query",
        "ignores the query",
        p -> {
          String path = p.batch().target();
          p.expect(p.batch().target(path + "?a=b&vendorCallKey=%20"), accepted());
          p.expect(p.batch().target(path + "?"), accepted());
        });
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")) {
      check(
          "REQ-1/method-" + method.toLowerCase(Locale.ROOT),
          "rejects " + method + " with Allow: POST (405)",
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
        "rejects GET of the resource of voice calls (405)",
        p -> {
          p.needs(Control.REGISTERS);
          p.expect(p.authorized(CALLS).method("GET"), status(405));
        });
    for (String[] other :
        new String[][] {
          {"root", "/"},
          {"other-version", "/telephony/v2/voiceCalls/k" + EVENTS},
          {"trailing-slash", CALLS + "/k" + EVENTS + "/"},
          {"more-segments", CALLS + "/a/b" + EVENTS},
          {"other-case", CALLS + "/k/realtimeconversationevents"},
          {"longer-name", CALLS + "/k" + EVENTS + "s"},
        }) {
      check(
          "REQ-1/path-" + other[0],
          "rejects the path " + other[1] + " (404)",
          p -> p.expect(p.batch().target(other[1]), status(404)));
    }
    for (String[] other :
        new String[][] {
          {"no-key", CALLS + EVENTS},
          {"call-alone", CALLS + "/k"},
          {"messages", CALLS + "/messages"},
        }) {
      // A stand-in may have the other resources of the telephony API, which don't take batches.
      check(
          "REQ-1/path-" + other[0],
          "rejects a batch at the path " + other[1] + " (404, or 405 or 400 as another resource)",
          p ->
              p.expect(
                  p.batch().target(other[1]),
                  new Expectation(
                      "status 404, or 405 or 400 of another resource",
                      answer -> Set.of(404, 405, 400).contains(answer.status()))));
    }
    for (String[] other :
        new String[][] {
          {"two-slashes", "/telephony//v1/voiceCalls/k" + EVENTS},
          {"dot-segment", CALLS + "/x/../k" + EVENTS},
          {"slashes-first", "/" + CALLS + "/k" + EVENTS},
          {"host-without-scheme", "//x" + CALLS + "/k" + EVENTS},
        }) {
      ours(
          "REQ-1/path-" + other[0],
          "rejects the path " + other[1] + " (404)",
          p -> p.expect(p.batch().target(other[1]), p.refused(RefusalKind.PATH)));
    }
    for (String scheme : List.of("http", "https")) {
      ours(
          "REQ-1/target-" + scheme,
          "takes a target with " + scheme + ":// by its path",
          p -> {
            RawRequest batch = p.batch();
            p.expect(batch.target(scheme + "://127.0.0.1" + batch.target()), accepted());
          });
    }
    ours(
        "REQ-1/target-other-scheme",
        "rejects a target with foo: before its path",
        p -> p.expect(p.batch().target("foo:" + CALLS + "/k" + EVENTS), Expectation.neverTaken()));
    check(
        "REQ-1/method-override",
        "goes by the method of the request line, whatever X-HTTP-Method-Override says",
        p -> {
          p.needs(Control.METHODS);
          RawRequest put = p.batch().method("PUT").with("X-HTTP-Method-Override", "POST");
          p.expect(put, p.refused(RefusalKind.METHOD));
          p.expect(p.batch().with("X-HTTP-Method-Override", "PUT"), accepted());
        });
    check(
        "KEY-1/blank-empty",
        "rejects an empty key (400, or 404 as no path of the contract)",
        p ->
            p.expect(
                p.batch().target(CALLS + "/" + EVENTS),
                new Expectation("status 400 or 404", HttpAnswer::isRefusal)));
    ours(
        "REQ-1/problem-names-resources",
        "names both resources in the problem of a wrong path",
        p -> {
          RawRequest request = RefusalKind.PATH.request(p);
          HttpAnswer answer = p.expect(request, p.refused(RefusalKind.PATH));
          if (EndpointProber.errors(answer).isEmpty()) {
            throw new CheckBlockedException(Clause.RES_3, "problems list errors");
          }
          boolean both =
              answer.text().contains("/realtimeConversationEvents")
                  && answer.text().matches("(?s).*/telephony/v1/voiceCalls(?!/).*");
          if (!both) {
            throw p.failed(request, "both resources named", answer);
          }
        });
  }

  private void order() {
    String badPath = CALLS + "/k/other";
    String badKey = pathOfSegment("%20");
    before(
        "path-before-method",
        "a wrong path before a wrong method",
        RefusalKind.PATH,
        List.of(Control.PATHS),
        p -> p.batch().target(badPath).method("GET"));
    before(
        "path-before-token",
        "a wrong path before a missing token",
        RefusalKind.PATH,
        List.of(Control.PATHS),
        p -> p.batch().target(badPath).without("Authorization"));
    before(
        "method-before-token",
        "a wrong method before a missing token",
        RefusalKind.METHOD,
        List.of(Control.METHODS),
        p -> p.batch().method("PUT").without("Authorization"));
    before(
        "token-before-type",
        "a missing token before a wrong type",
        RefusalKind.NO_TOKEN,
        List.of(Control.SKIPS_NO_TOKEN),
        p -> p.batch().without("Authorization").with("Content-Type", "text/plain"));
    before(
        "token-before-key",
        "a missing token before a wrong key",
        RefusalKind.NO_TOKEN,
        List.of(Control.SKIPS_NO_TOKEN),
        p -> p.batch().without("Authorization").target(badKey));
    before(
        "token-before-size",
        "a missing token before a body that is too large",
        RefusalKind.NO_TOKEN,
        List.of(Control.SKIPS_NO_TOKEN, Control.TOKEN_BEFORE_BODY),
        p -> p.batch().without("Authorization").body(new byte[TOO_LARGE]));
    before(
        "type-before-key",
        "a wrong type before a wrong key",
        RefusalKind.TYPE,
        List.of(Control.TYPES, Control.TYPE_HAS_A_STATUS),
        p -> p.batch().with("Content-Type", "text/plain").target(badKey));
    before(
        "type-before-body",
        "a wrong type before a wrong body",
        RefusalKind.TYPE,
        List.of(Control.TYPES, Control.TYPE_HAS_A_STATUS, Control.TOKEN_BEFORE_BODY),
        p -> p.batch().with("Content-Type", "text/plain").body("{"));
    before(
        "key-before-size",
        "a wrong key before a body that is too large",
        RefusalKind.KEY,
        List.of(Control.KEYS, Control.SIZE_HAS_A_STATUS, Control.TOKEN_BEFORE_BODY),
        p -> p.batch().target(badKey).body(new byte[TOO_LARGE]));
    check(
        "REQ-2/key-before-body",
        "answers a wrong key before a wrong body",
        p -> {
          p.needs(Control.KEYS, Control.TOKEN_BEFORE_BODY);
          p.expect(p.batch().target(badKey).body("{"), p.refused(RefusalKind.KEY, Clause.KEY_1));
        });
    check(
        "REQ-2/provider-before-body",
        "answers a wrong provider's name before a wrong body, and before one that is too large",
        p -> {
          if (p.taken(wrongProvider(p))) {
            throw new CheckBlockedException(Clause.HDR_2, "a long provider's name is refused");
          }
          p.needs(Control.TOKEN_BEFORE_BODY);
          p.expect(wrongProvider(p).body("{"), p.refused(RefusalKind.KEY, Clause.HDR_2));
          p.needs(Control.SIZE_HAS_A_STATUS);
          p.expect(wrongProvider(p).body(new byte[TOO_LARGE]), p.refused(RefusalKind.KEY));
        });
    before(
        "size-before-body",
        "a body that is too large before its faults",
        RefusalKind.SIZE,
        List.of(Control.SIZES, Control.SIZE_HAS_A_STATUS, Control.TOKEN_BEFORE_BODY),
        p -> p.batch().body("[".repeat(TOO_LARGE)));
    check(
        "REQ-2/status-of-bodies",
        Clause.Level.SOURCE,
        "answers 400 where a body is refused, and no other status",
        p -> {
          int status = p.run().baseline().statusOfBodies();
          if (status != 400) {
            p.expect(RefusalKind.BATCH.request(p), status(400));
          }
        });
  }

  private static RawRequest wrongProvider(EndpointProber p) {
    return p.batch().with("Telephony-Provider-Name", "p".repeat(256));
  }

  private void before(
      String name,
      String title,
      RefusalKind kind,
      List<Control> controls,
      Function<EndpointProber, RawRequest> request) {
    check(
        "REQ-2/" + name,
        "answers " + title,
        p -> {
          p.needs(controls.toArray(Control[]::new));
          p.expect(request.apply(p), p.refused(kind));
        });
  }

  private void keys() {
    check(
        "KEY-1/any-characters",
        "takes keys of any characters, percent-encoded as UTF-8",
        p ->
            p.forAll(
                CallKeyGenerators.valid(),
                key -> {
                  try {
                    p.expect(p.batch().target(path(key)), accepted());
                  } catch (CheckFailedException failed) {
                    // Taken for a voiceCallId, it is KEY-2 that is misread.
                    throw key.regionMatches(true, 0, "0LQ", 0, 3)
                        ? failed.because(Clause.KEY_2)
                        : failed;
                  }
                }));
    check(
        "KEY-1/slash",
        "takes %2F as part of the key",
        p -> p.expect(p.batch().target(pathOfSegment(p.key() + "%2Fb")), accepted()));
    check(
        "KEY-1/plus",
        "takes a plus sign as part of the key",
        p -> p.expect(p.batch().target(pathOfSegment(p.key() + "+b")), accepted()));
    check(
        "KEY-1/delimiters",
        "takes as part of the key what delimits parameters elsewhere, even as its first character",
        p -> {
          for (String delimiter : List.of(";", ":", "@", "!", "$", "&", "'", "(", "*", ",", "=")) {
            p.expect(p.batch().target(pathOfSegment(delimiter + p.key())), accepted());
            p.expect(p.batch().target(pathOfSegment(p.key() + delimiter + "b=c")), accepted());
          }
        });
    check(
        "KEY-1/lower-case-escapes",
        "takes percent-escapes in lower case",
        p -> p.expect(p.batch().target(pathOfSegment(p.key() + "%c3%a9%2f")), accepted()));
    ours(
        "KEY-1/as-registered",
        "takes a key in the path for the same key in a record, letter by letter",
        p -> {
          p.needs(Control.REGISTERS, Control.TRANSFERS, Control.RESOLVES, Control.ODD_KEYS);
          for (String[] end :
              new String[][] {
                {"+b", "+b"}, {"%41", "%2541"}, {" b ", "%20b%20"}, {"B", "B"}, {";b=c", ";b=c"}
              }) {
            String leg = p.key();
            String first = transfer(p, p.key(), leg + end[0]).first;
            p.expect(p.batch().target(pathOfSegment(leg + end[1])), namesFirst(first));
          }
        });
    ours(
        "KEY-1/255",
        "takes a key of 255 characters, supplementary ones counting once",
        p -> {
          p.expect(p.batch().target(pathOfSegment("k".repeat(255))), accepted());
          p.expect(p.batch().target(path("\uD83D\uDE00".repeat(255))), accepted());
        });
    ours(
        "KEY-1/256",
        "rejects a key of 256 characters (400)",
        p -> p.expect(p.batch().target(pathOfSegment("k".repeat(256))), keyRefused(p)));
    ours(
        "KEY-1/256-encoded",
        "rejects a key of 256 characters beyond ASCII (400)",
        p -> p.expect(p.batch().target(path("\u00E9".repeat(256))), keyRefused(p)));
    for (String[] blank :
        new String[][] {
          {"space", "%20"}, {"no-break-space", "%C2%A0"}, {"em-space", "%E2%80%83%20"}
        }) {
      check(
          "KEY-1/blank-" + blank[0],
          "rejects a blank key of " + blank[1] + " (400)",
          p -> badSegment(p, blank[1]));
    }
    for (String[] control :
        new String[][] {
          {"nul", "a%00b"}, {"line-feed", "a%0Ab"}, {"delete", "a%7F"}, {"c1", "a%C2%85b"}
        }) {
      check(
          "KEY-1/control-" + control[0],
          "rejects a key with a control character, " + control[1] + " (400)",
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
          "rejects a key whose bytes are not UTF-8, " + bytes[1] + " (400)",
          p -> badSegment(p, bytes[1]));
    }
    for (String[] escape :
        new String[][] {{"alone", "a%"}, {"half", "a%4"}, {"letters", "a%zz"}, {"sign", "a%+1"}}) {
      check(
          "KEY-1/escape-" + escape[0],
          "rejects the malformed percent-escape in " + escape[1],
          p -> p.expect(p.batch().target(pathOfSegment(escape[1])), neverTaken()));
    }
    check(
        "KEY-1/any-refused",
        "rejects blank, overlong and undecodable keys (400)",
        p ->
            p.forAll(
                CallKeyGenerators.refusedSegments(),
                segment -> p.batch().target(pathOfSegment(segment)),
                segment -> keyRefused(p)));
    check(
        "KEY-4/unknown",
        "takes a key that nobody registered",
        p -> {
          RawRequest request = p.batch();
          HttpAnswer answer = p.sendAsItIs(request);
          if (!answer.isSuccess()) {
            throw p.failed(request, accepted().text(), answer);
          }
        });
  }

  private static void badSegment(EndpointProber p, String segment) {
    p.expect(p.batch().target(pathOfSegment(segment)), keyRefused(p));
  }

  /** KEY-1 judges the status itself, except where it is wrong for every body too. */
  private static Expectation keyRefused(EndpointProber p) {
    return p.strictly(RefusalKind.KEY, Clause.KEY_1);
  }

  private void voiceCallIds() {
    check(
        "KEY-2/any",
        "rejects voiceCallIds of 15 and of 18 characters (400)",
        p -> p.forAll(CallKeyGenerators.voiceCallIds(), id -> voiceCallId(p, id)));
    String id = "0LQRM0000006CSz";
    check("KEY-2/of-15", "rejects a voiceCallId of 15 characters (400)", p -> voiceCallId(p, id));
    check(
        "KEY-2/of-18",
        "rejects a voiceCallId of 18 characters (400)",
        p -> voiceCallId(p, id + CallKeyGenerators.checksum(id)));
    check(
        "KEY-2/percent-encoded",
        "rejects a voiceCallId with an escaped character (400)",
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
          "takes " + key[1] + ", which is no voiceCallId",
          p -> p.expect(p.batch().target(pathOfSegment(key[1])), accepted()));
    }
  }

  private static void voiceCallId(EndpointProber p, String segment) {
    try {
      p.expect(p.batch().target(pathOfSegment(segment)), p.refused(RefusalKind.KEY, Clause.KEY_2));
    } catch (CheckFailedException failed) {
      throw p.holds(Control.SAME_KEYS) ? failed : failed.because(Clause.KEY_1);
    }
  }

  private void laterLegs() {
    check(
        "KEY-3/first-key",
        "takes the first call's own key, and names no other",
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
        "resolves a later leg's key, or in strict mode refuses it",
        p ->
            p.expect(
                p.batch(transfer(p).leg),
                new Expectation("status 202 or 400", a -> a.isSuccess() || a.is(400))));
    ours(
        "KEY-3/header",
        "names the first call's key in the answer for a later leg",
        p -> {
          Transfer transfer = transfer(p);
          p.expect(p.batch(transfer.leg), namesFirst(transfer.first));
        });
    ours(
        "KEY-3/header-encoded",
        "percent-encodes the first call's key in the header",
        p -> {
          p.needs(
              Control.REGISTERS,
              Control.TRANSFERS,
              Control.RESOLVES,
              Control.ODD_KEYS,
              Control.STRICT_UTF_8);
          Transfer transfer = transfer(p, p.key() + Control.Literals.ODD);
          p.expect(p.batch(transfer.leg), namesFirst(transfer.first));
        });
    ours(
        "KEY-3/second-batch",
        "resolves every batch of a later leg, not only the first",
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
    return transfer(p, first, p.key());
  }

  private static Transfer transfer(EndpointProber p, String first, String leg) {
    p.needs(Control.REGISTERS, Control.TRANSFERS);
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
            a.isSuccess()
                ? a.headers(ContractPaths.FIRST_KEY).equals(List.of(encoded))
                : a.is(400)
                    && ProblemBody.of(a).stream()
                        .flatMap(problem -> problem.errors().stream())
                        .anyMatch(e -> e.clause().equals("KEY-3") && e.detail().contains(first)));
  }
}

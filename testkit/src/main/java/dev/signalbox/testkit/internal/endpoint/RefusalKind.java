package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.http.ContractPaths;
import java.util.function.Function;

/**
 * What a request can be refused for, with the plainest request of that kind. The status of each
 * kind is judged once, under its own clause, and an endpoint that answers another one is taken at
 * its word everywhere else.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without a state
public enum RefusalKind {
  PATH(404, Clause.REQ_1, p -> p.batch().target("/telephony/v1/other")),
  METHOD(405, Clause.REQ_1, p -> p.batch().method("PUT")),
  NO_TOKEN(401, Clause.AUTH_1, p -> p.batch().without("Authorization")),
  TOKEN(401, Clause.AUTH_1, p -> EndpointProber.withToken(p.batch(), "a.b.c")),
  TYPE(415, Clause.HDR_1, p -> p.batch().with("Content-Type", "text/plain")),
  KEY(400, Clause.KEY_1, p -> p.batch().target(ContractPaths.pathOfSegment("%20"))),
  SIZE(413, Clause.BODY_4, p -> p.batch().body(p.padded((1 << 20) + 1))),
  DOCUMENT(400, Clause.BODY_4, p -> p.batch().body("{")),
  BATCH(400, Clause.VAL_1, p -> p.batch(p.smallest().without("service"))),
  RECORD(400, Clause.CALL_1, p -> p.json(ContractPaths.CALLS, JsonDocument.obj()));

  private final int status;
  private final Clause clause;

  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  private final Function<EndpointProber, RawRequest> request;

  RefusalKind(int status, Clause clause, Function<EndpointProber, RawRequest> request) {
    this.status = status;
    this.clause = clause;
    this.request = request;
  }

  /** The contract's status. */
  int status() {
    return status;
  }

  /** The clause under which a request of this kind that is not refused is judged. */
  Clause clause() {
    return clause;
  }

  /** The plainest request that is refused for this. */
  RawRequest request(EndpointProber p) {
    return request.apply(p);
  }
}

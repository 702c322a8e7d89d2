package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.OrgId;
import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.CanaryServer;
import dev.signalbox.testkit.internal.http.ContractPaths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Good requests as plain as can be, with what the endpoint at hand demands beyond the contract
 * ({@link Demand}). Checks change one thing in them.
 */
abstract class PlainRequests {
  /** A usual start time. */
  static final long TIME = 1767607200000L;

  private final EndpointRun run;

  PlainRequests(EndpointRun run) {
    this.run = run;
  }

  final EndpointRun run() {
    return run;
  }

  final boolean demands(Demand demand) {
    return run.baseline().demands(demand);
  }

  /** Whether what this project alone decided is judged as well. */
  public final boolean ours() {
    return run.settings().all();
  }

  public final Profile profile() {
    return run.settings().profile();
  }

  // Tokens

  public final TokenFactory tokens() {
    return demanded(run.settings().tokens());
  }

  public final TokenFactory other() {
    return demanded(
        run.settings()
            .other()
            .orElseThrow(
                () ->
                    new CheckSkippedException(
                        "needs a call center in another org: give it with --other")));
  }

  private TokenFactory demanded(TokenFactory tokens) {
    return run.baseline().demands().isEmpty()
        ? tokens
        : tokens.with(
            header -> demands(Demand.KID) ? header.with("kid", JsonDocument.str("1")) : header,
            claims -> demandedClaims(tokens, claims));
  }

  private JsonDocument.Obj demandedClaims(TokenFactory tokens, JsonDocument.Obj claims) {
    JsonDocument.Obj all = claims;
    if (demands(Demand.JTI)) {
      all = all.with("jti", JsonDocument.str(UUID.randomUUID().toString()));
    }
    if (demands(Demand.NBF)) {
      all = all.with("nbf", JsonDocument.lit(tokens.now() - 5));
    }
    if (demands(Demand.AUD)) {
      all = all.with("aud", JsonDocument.str("https://scrt.salesforce.com"));
    }
    if (demands(Demand.SHORT_LIFE)) {
      all = all.with("exp", JsonDocument.lit(tokens.now() + 240));
    }
    if (demands(Demand.ORG_IN_OTHER_FORM)) {
      OrgId org = tokens.callCenter().orgId();
      String value = org.value();
      boolean wasLong = org.asGiven().length() == value.length();
      all = all.with("iss", JsonDocument.str(wasLong ? value.substring(0, 15) : value));
    }
    return all;
  }

  /** A good token whose signature was changed. */
  final String tampered() {
    String good = tokens().reusable();
    int at = good.lastIndexOf('.') + 10;
    char changed = good.charAt(at) == 'A' ? 'B' : 'A';
    return good.substring(0, at) + changed + good.substring(at + 1);
  }

  /** The call center's hostile tokens, which point to the canary. */
  final List<TokenFactory.Hostile> hostile() {
    return run.hostile(tokens());
  }

  /** A server that nobody may ever ask for anything. */
  final CanaryServer trap() {
    return run.trap();
  }

  static RawRequest withToken(RawRequest request, String token) {
    return request.with("Authorization", "Bearer " + token);
  }

  final RawRequest as(TokenFactory tokens, RawRequest request) {
    return withToken(request, tokens.reusable());
  }

  // Batches

  /** A key that was never used before. */
  public final String key() {
    return run.newKey();
  }

  /** The smallest good batch. */
  final JsonDocument.Obj smallest() {
    return demanded(BatchGenerators.smallest());
  }

  /** The smallest batch of another service. */
  final JsonDocument.Obj ofService(String name) {
    return smallest().with("service", JsonDocument.str(name));
  }

  /** The smallest batch with other events. */
  final JsonDocument.Obj withEvents(JsonDocument... events) {
    return demanded(BatchGenerators.smallest().with("events", JsonDocument.arr(events)));
  }

  private JsonDocument.Obj demanded(JsonDocument.Obj batch) {
    JsonDocument.Obj all = batch;
    if (demands(Demand.PERSIST) && batch.get("persist").isEmpty()) {
      all = all.with("persist", JsonDocument.lit("false"));
    }
    if (batch.get("events").orElse(null) instanceof JsonDocument.Arr array) {
      List<JsonDocument> events = new ArrayList<>();
      for (JsonDocument event : array.elements()) {
        events.add(event instanceof JsonDocument.Obj object ? demandedEvent(object) : event);
      }
      all = all.with("events", new JsonDocument.Arr(events));
    }
    return all;
  }

  private JsonDocument.Obj demandedEvent(JsonDocument.Obj event) {
    JsonDocument.Obj all = event;
    boolean sentiment = event.json().contains("__Sentiment");
    if (demands(Demand.PARTICIPANT) && !sentiment) {
      all = added(all, "participant", JsonDocument.str("AGENT"));
    }
    if (demands(Demand.SCORE)) {
      all = added(all, "score", JsonDocument.lit(10));
    }
    if (demands(Demand.END_TIME)) {
      all = added(all, "endTime", JsonDocument.lit(Long.MAX_VALUE));
    }
    if (demands(Demand.DETAILS)) {
      all =
          added(
              all, "details", JsonDocument.lit("{\"BeginOffsetMillis\":1,\"EndOffsetMillis\":2}"));
    }
    return all;
  }

  private static JsonDocument.Obj added(
      JsonDocument.Obj object, String member, JsonDocument value) {
    return object.get(member).isPresent() ? object : object.with(member, value);
  }

  /** A valid body of that many bytes. */
  final byte[] padded(int size) {
    byte[] json = smallest().json().getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(json, size);
    Arrays.fill(all, Math.min(size, json.length), size, (byte) ' ');
    return all;
  }

  /** The smallest good request, for a new call. */
  public final RawRequest batch() {
    return batch(smallest());
  }

  public final RawRequest batch(String key) {
    return json(ContractPaths.path(key), smallest());
  }

  public final RawRequest batch(JsonDocument.Obj document) {
    return json(ContractPaths.path(key()), demanded(document));
  }

  final RawRequest xmlBatch(JsonDocument.Obj document) {
    String type = "application/xml" + (demands(Demand.CHARSET) ? "; charset=utf-8" : "");
    return authorized(ContractPaths.path(key()))
        .with("Content-Type", type)
        .body(demanded(document).xml(BatchGenerators.XML_ROOT));
  }

  final RawRequest json(String target, JsonDocument document) {
    String type = "application/json" + (demands(Demand.CHARSET) ? "; charset=utf-8" : "");
    return authorized(target).with("Content-Type", type).body(document.json());
  }

  final RawRequest authorized(String target) {
    RawRequest request =
        withToken(
            RawRequest.post(target, new byte[0]),
            demands(Demand.JTI) ? tokens().reusable() : run.token(tokens()));
    if (demands(Demand.PROVIDER)) {
      request = request.with("Telephony-Provider-Name", "provider");
    }
    if (demands(Demand.USER_AGENT)) {
      request = request.with("User-Agent", "signalbox-testkit");
    }
    return demands(Demand.ACCEPT) ? request.with("Accept", "application/json") : request;
  }

  /** Registers a voice call. */
  public final RawRequest call(String key, String method, Optional<String> parent) {
    return call(run.settings().tokens(), key, method, parent);
  }

  /** Registers a voice call of the other call center. */
  final RawRequest callOfOther(String key, String method, Optional<String> parent) {
    return as(other(), call(other(), key, method, parent));
  }

  private RawRequest call(TokenFactory tokens, String key, String method, Optional<String> parent) {
    JsonDocument.Obj record =
        JsonDocument.obj()
            .with("callCenterApiName", JsonDocument.str(tokens.callCenter().apiName()))
            .with("vendorCallKey", JsonDocument.str(key))
            .with("initiationMethod", JsonDocument.str(method));
    return json(
        ContractPaths.CALLS,
        parent.map(p -> record.with("parentVoiceCallId", JsonDocument.str(p))).orElse(record));
  }

  /** The profile's valid batches. */
  final Generator<JsonDocument.Obj> valid() {
    return valid(BatchGenerators.valid());
  }

  final Generator<JsonDocument.Obj> valid(Generator<JsonDocument.Obj> batches) {
    return profile() == Profile.V67 ? batches : batches.map(PlainRequests::inV58);
  }

  private static JsonDocument.Obj inV58(JsonDocument.Obj batch) {
    JsonDocument.Arr events = (JsonDocument.Arr) batch.get("events").orElseThrow();
    for (int i = 0; i < events.elements().size(); i++) {
      events =
          events.with(
              i,
              event ->
                  event instanceof JsonDocument.Obj object
                      ? object.with("type", JsonDocument.str("IntelligenceSignal__Category"))
                      : event);
    }
    return batch
        .with("service", JsonDocument.str("AmazonConnectContactLens"))
        .with("events", events);
  }
}

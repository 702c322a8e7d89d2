package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.Generator;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.CheckFailedException;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.http.CanaryServer;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a check of an endpoint works with: it makes requests, sends them, and judges the answers.
 */
public final class EndpointProber {

  private static final int SHRINKS = 300;
  private static final int RATE_LIMIT_RETRIES = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final EndpointRun run;
  private final String checkId;

  public EndpointProber(EndpointRun run, String checkId) {
    this.run = run;
    this.checkId = checkId;
  }

  /** Whether what this project alone decided is judged as well. */
  public boolean ours() {
    return run.settings().all();
  }

  public Profile profile() {
    return run.settings().profile();
  }

  public TokenFactory tokens() {
    return run.settings().tokens();
  }

  public TokenFactory other() {
    return run.settings()
        .other()
        .orElseThrow(
            () ->
                new CheckSkippedException(
                    "needs a call center in another org: give it with --other"));
  }

  /** The call center's hostile tokens, which point to the trap. */
  public List<TokenFactory.Hostile> hostile() {
    return run.hostile();
  }

  /** A server that nobody may ever ask for anything. */
  public CanaryServer trap() {
    return run.trap();
  }

  /** A key that was never used before. */
  public String key() {
    return run.newKey();
  }

  /** The smallest good request, for a new call. */
  public RawRequest batch() {
    return batch(key());
  }

  public RawRequest batch(String key) {
    return json(ContractPaths.path(key), BatchGenerators.smallest());
  }

  public RawRequest batch(JsonDocument.Obj document) {
    return json(ContractPaths.path(key()), document);
  }

  public RawRequest xmlBatch(JsonDocument.Obj document) {
    return authorized(ContractPaths.path(key()))
        .with("Content-Type", "application/xml")
        .body(document.xml(BatchGenerators.XML_ROOT));
  }

  public RawRequest json(String target, JsonDocument document) {
    return authorized(target).with("Content-Type", "application/json").body(document.json());
  }

  public RawRequest authorized(String target) {
    return RawRequest.post(target, new byte[0])
        .with("Authorization", "Bearer " + run.token(tokens()));
  }

  public RawRequest as(TokenFactory tokens, RawRequest request) {
    return request.with("Authorization", "Bearer " + run.token(tokens));
  }

  public static RawRequest withToken(RawRequest request, String token) {
    return request.with("Authorization", "Bearer " + token);
  }

  /** Registers a voice call. */
  public RawRequest call(String key, String method, Optional<String> parent) {
    JsonDocument.Obj record =
        JsonDocument.obj()
            .with("callCenterApiName", JsonDocument.str(tokens().callCenter().apiName()))
            .with("vendorCallKey", JsonDocument.str(key))
            .with("initiationMethod", JsonDocument.str(method));
    return json(
        ContractPaths.CALLS,
        parent.map(p -> record.with("parentVoiceCallId", JsonDocument.str(p))).orElse(record));
  }

  /** Registers a voice call and gives the id that it got. */
  public String registered(RawRequest call) {
    HttpAnswer answer = expect(call, registration());
    return ProblemBody.json(answer).map(o -> o.getString("voiceCallId", "")).orElse("");
  }

  public Expectation registration() {
    Expectation status =
        ours()
            ? Expectation.status(201)
            : new Expectation("a status of success", HttpAnswer::isSuccess);
    return status.and(
        "a voiceCallId",
        answer -> ProblemBody.json(answer).filter(o -> o.containsKey("voiceCallId")).isPresent());
  }

  /** The profile's valid batches. */
  public Generator<JsonDocument.Obj> valid() {
    return valid(BatchGenerators.valid());
  }

  public Generator<JsonDocument.Obj> valid(Generator<JsonDocument.Obj> batches) {
    return profile() == Profile.V67 ? batches : batches.map(EndpointProber::inV58);
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

  public HttpAnswer send(RawRequest request) {
    HttpAnswer answer = run.send(request);
    for (int i = 0; i < RATE_LIMIT_RETRIES && answer.is(429); i++) {
      Duration pause = retryAfter(answer);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        return answer;
      }
      run.await(pause);
      answer = run.send(request);
    }
    return answer;
  }

  private static Duration retryAfter(HttpAnswer answer) {
    String text = answer.header("Retry-After").orElse("1");
    return Duration.ofSeconds(text.matches("[0-9]{1,4}") ? Long.parseLong(text) : 1);
  }

  public HttpAnswer expect(RawRequest request, Expectation expectation) {
    HttpAnswer answer = send(request);
    if (!expectation.holds().test(answer)) {
      throw failed(request, expectation.text(), answer);
    }
    return answer;
  }

  public CheckFailedException failed(RawRequest request, String expected, HttpAnswer came) {
    return new CheckFailedException(
        new CheckOutcome.Failure(run.settings().curl(request), expected, came.shown()));
  }

  /** Fails with something that no single request shows. */
  public CheckFailedException failed(RawRequest request, String expected, String came) {
    return new CheckFailedException(
        new CheckOutcome.Failure(run.settings().curl(request), expected, came));
  }

  /** A property: holds for generated values, or fails with the smallest that was found. */
  public <T> void forAll(
      Generator<T> gen, Function<T, RawRequest> request, Function<T, Expectation> expectation) {
    forAll(gen, value -> expect(request.apply(value), expectation.apply(value)));
  }

  public interface Property<T> {
    void check(T value);
  }

  public <T> void forAll(Generator<T> gen, Property<T> property) {
    for (int i = 0; i < run.settings().tries(); i++) {
      long seed = run.seed(checkId, i);
      Optional<CheckFailedException> failed = failure(property, gen.sample(seed));
      if (failed.isPresent()) {
        throw smallest(gen, property, seed, failed.get());
      }
    }
  }

  private <T> CheckFailedException smallest(
      Generator<T> gen, Property<T> property, long seed, CheckFailedException first) {
    if (run.mustStop() || run.wasSilent()) {
      return first;
    }
    CheckFailedException[] last = {first};
    T unused =
        gen.simplest(
            seed,
            value -> {
              Optional<CheckFailedException> failed =
                  run.mustStop() ? Optional.empty() : failure(property, value);
              failed.ifPresent(f -> last[0] = f);
              return failed.isPresent();
            },
            SHRINKS);
    return last[0];
  }

  private static <T> Optional<CheckFailedException> failure(Property<T> property, T value) {
    try {
      property.check(value);
      return Optional.empty();
    } catch (CheckFailedException failed) {
      return Optional.of(failed);
    }
  }
}

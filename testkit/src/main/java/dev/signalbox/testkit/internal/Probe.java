package dev.signalbox.testkit.internal;

import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.Batches;
import dev.signalbox.testkit.Doc;
import dev.signalbox.testkit.Gen;
import dev.signalbox.testkit.Keys;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.Sample;
import dev.signalbox.testkit.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a check of an endpoint works with: it makes requests, sends them, and judges the answers.
 */
final class Probe {
  static final String CALLS = "/telephony/v1/voiceCalls";
  static final String EVENTS = "/realtimeConversationEvents";
  static final String FIRST_KEY = "Signalbox-First-Vendor-Call-Key";

  private static final int SHRINKS = 300;
  private static final int RATE_LIMIT_RETRIES = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final EndpointRun run;
  private final String checkId;

  Probe(EndpointRun run, String checkId) {
    this.run = run;
    this.checkId = checkId;
  }

  /** Whether what this project alone decided is judged as well. */
  boolean ours() {
    return run.settings().all();
  }

  Profile profile() {
    return run.settings().profile();
  }

  Tokens tokens() {
    return run.settings().tokens();
  }

  Tokens other() {
    return run.settings()
        .other()
        .orElseThrow(
            () -> new Check.Skipped("needs a call center in another org: give it with --other"));
  }

  /** The call center's hostile tokens, which point to the trap. */
  List<Tokens.Hostile> hostile() {
    return run.hostile();
  }

  /** A server that nobody may ever ask for anything. */
  Trap trap() {
    return run.trap();
  }

  /** A key that was never used before. */
  String key() {
    return run.newKey();
  }

  static String path(String key) {
    return pathOfSegment(Keys.encoded(key));
  }

  static String pathOfSegment(String segment) {
    return CALLS + "/" + segment + EVENTS;
  }

  /** The smallest good request, for a new call. */
  RawRequest batch() {
    return batch(key());
  }

  RawRequest batch(String key) {
    return json(path(key), Batches.smallest());
  }

  RawRequest batch(Doc.Obj document) {
    return json(path(key()), document);
  }

  RawRequest xmlBatch(Doc.Obj document) {
    return authorized(path(key()))
        .with("Content-Type", "application/xml")
        .body(document.xml(Batches.XML_ROOT));
  }

  RawRequest json(String target, Doc document) {
    return authorized(target).with("Content-Type", "application/json").body(document.json());
  }

  RawRequest authorized(String target) {
    return RawRequest.post(target, new byte[0])
        .with("Authorization", "Bearer " + run.token(tokens()));
  }

  RawRequest as(Tokens tokens, RawRequest request) {
    return request.with("Authorization", "Bearer " + run.token(tokens));
  }

  static RawRequest withToken(RawRequest request, String token) {
    return request.with("Authorization", "Bearer " + token);
  }

  /** Registers a voice call. */
  RawRequest call(String key, String method, Optional<String> parent) {
    Doc.Obj record =
        Doc.obj()
            .with("callCenterApiName", Doc.str(tokens().callCenter().apiName()))
            .with("vendorCallKey", Doc.str(key))
            .with("initiationMethod", Doc.str(method));
    return json(
        CALLS, parent.map(p -> record.with("parentVoiceCallId", Doc.str(p))).orElse(record));
  }

  /** Registers a voice call and gives the id that it got. */
  String registered(RawRequest call) {
    Answer answer = expect(call, registration());
    return Problem.json(answer).map(o -> o.getString("voiceCallId", "")).orElse("");
  }

  Expectation registration() {
    Expectation status =
        ours()
            ? Expectation.status(201)
            : new Expectation("a status of success", Answer::isSuccess);
    return status.and(
        "a voiceCallId",
        answer -> Problem.json(answer).filter(o -> o.containsKey("voiceCallId")).isPresent());
  }

  /** The profile's valid batches. */
  Gen<Doc.Obj> valid() {
    return valid(Batches.valid());
  }

  Gen<Doc.Obj> valid(Gen<Doc.Obj> batches) {
    return profile() == Profile.V67 ? batches : batches.map(Probe::inV58);
  }

  private static Doc.Obj inV58(Doc.Obj batch) {
    Doc.Arr events = (Doc.Arr) batch.get("events").orElseThrow();
    for (int i = 0; i < events.elements().size(); i++) {
      events =
          events.with(
              i,
              event ->
                  event instanceof Doc.Obj object
                      ? object.with("type", Doc.str("IntelligenceSignal__Category"))
                      : event);
    }
    return batch.with("service", Doc.str("AmazonConnectContactLens")).with("events", events);
  }

  Answer send(RawRequest request) {
    Answer answer = run.send(request);
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

  private static Duration retryAfter(Answer answer) {
    String text = answer.header("Retry-After").orElse("1");
    return Duration.ofSeconds(text.matches("[0-9]{1,4}") ? Long.parseLong(text) : 1);
  }

  Answer expect(RawRequest request, Expectation expectation) {
    Answer answer = send(request);
    if (!expectation.holds().test(answer)) {
      throw failed(request, expectation.text(), answer);
    }
    return answer;
  }

  Check.Failed failed(RawRequest request, String expected, Answer came) {
    return new Check.Failed(
        new Outcome.Failure(run.settings().curl(request), expected, came.shown()));
  }

  /** Fails with something that no single request shows. */
  Check.Failed failed(RawRequest request, String expected, String came) {
    return new Check.Failed(new Outcome.Failure(run.settings().curl(request), expected, came));
  }

  /** A property: holds for generated values, or fails with the smallest that was found. */
  <T> void forAll(
      Gen<T> gen, Function<T, RawRequest> request, Function<T, Expectation> expectation) {
    forAll(gen, value -> expect(request.apply(value), expectation.apply(value)));
  }

  interface Property<T> {
    void check(T value);
  }

  <T> void forAll(Gen<T> gen, Property<T> property) {
    for (int i = 0; i < run.settings().tries(); i++) {
      Sample<T> sample = Sample.of(gen, run.seed(checkId, i));
      Optional<Check.Failed> failed = failure(property, sample.value());
      if (failed.isPresent()) {
        throw smallest(gen, property, sample, failed.get());
      }
    }
  }

  private <T> Check.Failed smallest(
      Gen<T> gen, Property<T> property, Sample<T> sample, Check.Failed first) {
    if (run.mustStop() || run.wasSilent()) {
      return first;
    }
    Check.Failed[] last = {first};
    sample.shrunk(
        gen,
        value -> {
          Optional<Check.Failed> failed =
              run.mustStop() ? Optional.empty() : failure(property, value);
          failed.ifPresent(f -> last[0] = f);
          return failed.isPresent();
        },
        SHRINKS);
    return last[0];
  }

  private static <T> Optional<Check.Failed> failure(Property<T> property, T value) {
    try {
      property.check(value);
      return Optional.empty();
    } catch (Check.Failed failed) {
      return Optional.of(failed);
    }
  }
}

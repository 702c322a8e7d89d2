package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.format.Profile;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.RunProgress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checks of an endpoint for those who run them one by one. */
public final class EndpointSuite implements AutoCloseable {
  private final EndpointRun run;

  /**
   * Checks of an endpoint, this project's own decisions included.
   *
   * @param uri scheme, host and port
   * @param tokens a call center that it knows
   * @param other a call center in another org that it knows
   * @param seed the same one leads to the same values
   */
  public EndpointSuite(URI uri, TokenFactory tokens, TokenFactory other, long seed) {
    run =
        new EndpointRun(
            new EndpointRunSettings(
                uri,
                tokens,
                Optional.of(other),
                Profile.V67,
                true,
                5,
                seed,
                Duration.ofSeconds(20),
                Duration.ofMinutes(10),
                Optional.empty()));
  }

  /**
   * What became of a check.
   *
   * @param failure what to tell where it failed
   * @param skipped why it was not made
   */
  public record Result(Optional<String> failure, Optional<String> skipped) {}

  /** {@return the ids of all checks} */
  public static List<String> ids() {
    return EndpointRun.checks().stream().map(Check::id).toList();
  }

  /**
   * Makes a check.
   *
   * @param id its id
   * @return what became of it
   */
  public Result run(String id) {
    CheckOutcome outcome =
        run.run(EndpointRun.checks(), check -> check.id().equals(id), RunProgress.NONE).stream()
            .filter(o -> o.id().equals(id))
            .findAny()
            .orElseThrow();
    return switch (outcome.verdict()) {
      case HOLDS -> new Result(Optional.empty(), Optional.empty());
      case UNCHECKED, BLOCKED -> new Result(Optional.empty(), Optional.of(outcome.note()));
      case FAILS ->
          new Result(
              outcome
                  .failure()
                  .map(
                      f ->
                          outcome.clause().id()
                              + ": "
                              + outcome.title()
                              + "\nexpected: "
                              + f.expected()
                              + "\ncame:     "
                              + f.came()
                              + "\nrequest:  "
                              + f.request()),
              Optional.empty());
    };
  }

  /**
   * Sends a request.
   *
   * @param request the request
   * @return the answer's status, 0 without an answer
   */
  public int send(RawRequest request) {
    return new EndpointProber(run, "").send(request).status();
  }

  /**
   * Sends a batch.
   *
   * @param key the call's key
   * @param json the body
   * @param headers headers beside the usual ones
   * @return the answer's status, 0 without an answer
   */
  public int sendBatch(String key, String json, Map<String, String> headers) {
    RawRequest request = new EndpointProber(run, "").batch(key).body(json);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request = request.with(header.getKey(), header.getValue());
    }
    return send(request);
  }

  /**
   * Registers a voice call.
   *
   * @param key its key
   * @param method its initiationMethod
   * @param parent its parent
   * @return the answer's status, 0 without an answer
   */
  public int register(String key, String method, Optional<String> parent) {
    return send(new EndpointProber(run, "").call(key, method, parent));
  }

  /** {@return a key that was never used} */
  public String newKey() {
    return run.newKey();
  }

  @Override
  public void close() {
    run.close();
  }
}

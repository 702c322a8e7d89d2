package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.testkit.BatchGenerators;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends requests, as the endpoint at hand wants them: in its rate, and to calls that it knows. */
abstract class SentRequests extends PlainRequests {
  private static final Pattern BATCH =
      Pattern.compile(
          "^(?:https?://[^/]*)?" + ContractPaths.CALLS + "/([^/?]+)" + ContractPaths.EVENTS);
  private static final int RATE_LIMIT_RETRIES = 5;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  SentRequests(EndpointRun run) {
    super(run);
  }

  public HttpAnswer send(RawRequest request) {
    register(request);
    return sendAsItIs(request);
  }

  /** Registers the call of a batch before, where the endpoint demands that. */
  private void register(RawRequest request) {
    Matcher batch = BATCH.matcher(request.target());
    if (!demands(Demand.REGISTERED) || !batch.find()) {
      return;
    }
    String token = request.header("Authorization").orElse("");
    boolean ofOther =
        run().settings().other().isPresent()
            && claims(token).contains("\"" + other().callCenter().apiName() + "\"");
    if (VendorCallKey.ofPathSegment(batch.group(1)) instanceof Validated.Valid<VendorCallKey> valid
        && run().registers(ofOther + valid.value().value())) {
      String key = valid.value().value();
      run()
          .send(
              ofOther
                  ? callOfOther(key, "Inbound", Optional.empty())
                  : call(key, "Inbound", Optional.empty()));
    }
  }

  private static String claims(String token) {
    String[] parts = token.split("\\.", -1);
    try {
      return parts.length == 3
          ? new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
          : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Sends a batch whose call may be unknown. */
  HttpAnswer sendAsItIs(RawRequest request) {
    HttpAnswer answer = run().send(request);
    for (int i = 0; i < RATE_LIMIT_RETRIES && answer.is(429); i++) {
      Duration pause = retryAfter(answer);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        return answer;
      }
      run().await(pause);
      answer = run().send(request);
    }
    return answer;
  }

  private static Duration retryAfter(HttpAnswer answer) {
    String text = answer.header("Retry-After").orElse("1");
    return Duration.ofSeconds(text.matches("[0-9]{1,4}") ? Long.parseLong(text) : 1);
  }

  /** A plain request, without regard to a limit of the rate. */
  HttpAnswer sendOnce() {
    RawRequest request = batch();
    register(request);
    return run().sendFirst(request);
  }

  /** Whether a request is accepted, by any status of success. */
  boolean taken(RawRequest request) {
    return send(request).isSuccess();
  }

  /** Whether a plain category with one more property is accepted. */
  boolean takes(String property, String literal) {
    return takes(BatchGenerators.category(TIME).with(property, JsonDocument.lit(literal)));
  }

  /** Whether a batch with one event is accepted. */
  boolean takes(JsonDocument.Obj event) {
    return taken(batch(withEvents(event)));
  }
}

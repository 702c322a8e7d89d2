package dev.signalbox.standalone.manage;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.LogWriter;
import dev.signalbox.standalone.cli.StderrLoggers;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.EndpointRequest;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line of JSON for each request, with an id that the answer carries too. Nothing of the
 * query, of the headers or of the body gets into it. Thread-safe; never blocks a request.
 */
public final class AccessLog implements EndpointFilter, AutoCloseable {
  static final String HEADER = "X-Request-Id";

  private static final System.Logger LOG = System.getLogger("signalbox");
  private static final String STDERR = "-";
  private static final int MAX_PATH = 1000;
  private static final int MAX_WAITING_BYTES = 4 << 20;
  private static final Duration FLUSH = Duration.ofSeconds(2);

  private final Consumer<String> lines;
  private final Runnable flush;
  private final Clock clock;

  AccessLog(Consumer<String> lines, Runnable flush, Clock clock) {
    this.lines = lines;
    this.flush = flush;
    this.clock = clock;
  }

  /**
   * A log in a file, at whose end it goes on; or among the other records, for a file named -.
   *
   * @throws CommandFailure when the file can't be written
   */
  public static AccessLog open(Path file, Clock clock) throws CommandFailure {
    if (file.toString().equals(STDERR)) {
      return new AccessLog(StderrLoggers::line, () -> {}, clock);
    }
    try {
      LogWriter writer =
          new LogWriter(
              new FileOutputStream(file.toFile(), true),
              MAX_WAITING_BYTES,
              count -> new JsonText().object().name("dropped").value(count).endObject().toString(),
              failure ->
                  LOG.log(
                      Level.WARNING,
                      "the access log {0} can''t be written ({1}): its lines are dropped until it"
                          + " can",
                      file,
                      IoErrors.of(failure)));
      return new AccessLog(writer::line, () -> writer.flush(FLUSH), clock);
    } catch (IOException e) {
      throw CommandFailure.failure(
          "the access log " + file + " can't be written: " + IoErrors.of(e));
    }
  }

  @Override
  public CompletionStage<EndpointAnswer> filter(EndpointRequest request, Next next) {
    long start = System.nanoTime();
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return next.handle(request)
        .handle(
            (answer, failure) -> {
              lines.accept(line(request, id, answer, System.nanoTime() - start));
              if (failure != null) {
                throw new IllegalStateException(failure);
              }
              return withId(answer, id);
            });
  }

  private static EndpointAnswer withId(EndpointAnswer answer, String id) {
    if (!(answer instanceof EndpointAnswer.Response response)) {
      return answer;
    }
    List<HeaderLine> headers = new ArrayList<>(response.headers());
    headers.add(new HeaderLine(HEADER, id));
    return new EndpointAnswer.Response(
        response.status(), headers, response.body(), response.outcome());
  }

  private String line(
      EndpointRequest request, String id, @Nullable EndpointAnswer answer, long nanos) {
    String path = request.rawPath();
    JsonText json =
        new JsonText(512)
            .object()
            .name("time")
            .value(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
            .name("requestId")
            .value(id);
    request
        .remoteAddress()
        .ifPresent(from -> json.name("remote").value(from.getAddress().getHostAddress()));
    json.name("method")
        .value(request.method())
        .name("path")
        .value(path.length() > MAX_PATH ? path.substring(0, MAX_PATH) : path)
        .name("resource")
        .value(RequestResource.of(path));
    if (answer instanceof EndpointAnswer.Response response) {
      json.name("status").value(response.status());
      response.outcome().ifPresent(outcome -> write(outcome, json));
    } else {
      json.name("closed").value(true);
    }
    // In microseconds, as digits of milliseconds.
    json.name("durationMs").raw(nanos / 1_000_000 + "." + thousandths(nanos));
    return json.endObject().toString();
  }

  private static String thousandths(long nanos) {
    return Long.toString(1000 + nanos / 1000 % 1000).substring(1);
  }

  private static void write(EndpointOutcome outcome, JsonText json) {
    if (outcome instanceof EndpointOutcome.Accepted accepted) {
      write(Optional.of(accepted.callCenter()), json);
      json.name("callId")
          .value(accepted.result().conversation().firstKey().value())
          .name("sequence")
          .value(accepted.result().sequence())
          .name("late")
          .value(accepted.result().late())
          .name("events")
          .value(accepted.batch().events().size());
    } else if (outcome instanceof EndpointOutcome.Registered registered) {
      write(Optional.of(registered.callCenter()), json);
      json.name("callId")
          .value(registered.result().firstKey().value())
          .name("voiceCallId")
          .value(registered.result().voiceCallId().value());
    } else if (outcome instanceof EndpointOutcome.Served served) {
      write(Optional.of(served.callCenter()), json);
      served.conversation().ifPresent(of -> json.name("callId").value(of.firstKey().value()));
    } else if (outcome instanceof EndpointOutcome.Refused refused) {
      write(refused.callCenter(), json);
      json.name("clause").value(refused.cause().clause().id());
    }
  }

  private static void write(Optional<CallCenterId> callCenter, JsonText json) {
    callCenter.ifPresent(
        id -> json.name("orgId").value(id.orgId().value()).name("callCenter").value(id.apiName()));
  }

  /** Waits until the file has every line; not for long. */
  @Override
  public void close() {
    flush.run();
  }
}

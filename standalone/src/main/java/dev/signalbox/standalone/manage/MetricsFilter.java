package dev.signalbox.standalone.manage;

import dev.signalbox.core.format.ProblemType;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.EndpointRequest;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts requests by what became of them. Thread-safe. */
public final class MetricsFilter implements EndpointFilter {
  private final Supplier<Metrics> metrics;

  /**
   * A filter before the endpoint.
   *
   * @param metrics asked for at each request
   */
  public MetricsFilter(Supplier<Metrics> metrics) {
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<EndpointAnswer> filter(EndpointRequest request, Next next) {
    long start = System.nanoTime();
    Metrics counted = metrics.get();
    counted.begun();
    return next.handle(request)
        .whenComplete(
            (answer, failure) ->
                count(counted, request.rawPath(), answer, System.nanoTime() - start));
  }

  private static void count(
      Metrics metrics, String path, @Nullable EndpointAnswer answer, long nanos) {
    String resource = RequestResource.of(path);
    if (!(answer instanceof EndpointAnswer.Response response)) {
      metrics.answered(resource, 0, null, nanos);
      return;
    }
    EndpointOutcome outcome = response.outcome().orElse(null);
    String clause = null;
    if (outcome instanceof EndpointOutcome.Accepted accepted) {
      metrics.accepted(accepted.batch().events().size(), accepted.result().late());
    } else if (outcome instanceof EndpointOutcome.Refused refused) {
      clause = refused.cause().clause().id();
      if (refused.problem().type() == ProblemType.UNAUTHORIZED) {
        metrics.refusedToken(clause);
      }
    }
    metrics.answered(resource, response.status(), clause, nanos);
  }
}

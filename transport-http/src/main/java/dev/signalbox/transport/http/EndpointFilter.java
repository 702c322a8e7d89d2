package dev.signalbox.transport.http;

import java.util.concurrent.CompletionStage;

/**
 * Stands in front of an {@link Endpoint}: it may look at a request and its answer, change either,
 * or answer by itself. Called on the threads that serve requests; it must be thread-safe, and block
 * only for the request's body.
 *
 * <pre>{@code
 * EndpointFilter timing = (request, next) -> {
 *   long start = System.nanoTime();
 *   return next.handle(request).whenComplete((answer, e) -> record(System.nanoTime() - start));
 * };
 * Endpoint endpoint = Endpoint.builder(intake, tokens).filter(timing).build();
 * }</pre>
 *
 * @since 0.2.0
 */
@FunctionalInterface
public interface EndpointFilter {
  /**
   * Answers a request.
   *
   * @param request the request; its body may be read once
   * @param next the filters behind this one, and the endpoint
   * @return a stage with the answer; it does not fail
   */
  CompletionStage<EndpointAnswer> filter(EndpointRequest request, Next next);

  /** What stands behind a filter. */
  @FunctionalInterface
  interface Next {
    /**
     * Answers a request.
     *
     * @param request the request, or another in its place
     * @return a stage with the answer; it does not fail
     */
    CompletionStage<EndpointAnswer> handle(EndpointRequest request);
  }
}

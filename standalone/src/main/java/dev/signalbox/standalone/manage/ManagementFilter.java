package dev.signalbox.standalone.manage;

import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers probes on the endpoint's own port. Thread-safe. */
public final class ManagementFilter implements EndpointFilter {
  private final Management management;

  /** A filter before the endpoint. */
  public ManagementFilter(Management management) {
    this.management = management;
  }

  @Override
  public CompletionStage<EndpointAnswer> filter(EndpointRequest request, Next next) {
    String path = request.rawPath();
    if (!Management.has(path)) {
      return next.handle(request);
    }
    return Management.takesTime(path)
        ? CompletableFuture.supplyAsync(() -> answer(request, path))
        : CompletableFuture.completedStage(answer(request, path));
  }

  private EndpointAnswer answer(EndpointRequest request, String path) {
    Management.Page page = management.page(request.method(), path, request::headers);
    List<HeaderLine> headers = new ArrayList<>();
    headers.add(new HeaderLine("Content-Type", page.type()));
    headers.add(new HeaderLine("Cache-Control", "no-store"));
    page.header().ifPresent(one -> headers.add(new HeaderLine(one.getKey(), one.getValue())));
    return new EndpointAnswer.Response(page.status(), headers, page.body());
  }
}

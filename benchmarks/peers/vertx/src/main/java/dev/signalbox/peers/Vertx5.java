package dev.signalbox.peers;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** Vert.x: the job is done on the event loop, which it does not block for long. */
public final class Vertx5 {
  private static final Buffer ACCEPTED = Buffer.buffer(Arguments.ACCEPTED);

  private Vertx5() {}

  /**
   * Serves until it is killed.
   *
   * @param args mode and key file
   */
  public static void main(String... args) throws Exception {
    Arguments arguments = Arguments.of(args);
    Job job = arguments.job();
    boolean httpAlone = arguments.mode() == Arguments.Mode.HTTP;
    Vertx.vertx()
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(
            request -> request.bodyHandler(body -> answer(request, body, job, httpAlone)))
        .listen()
        .onSuccess(server -> Arguments.ready(server.actualPort()))
        .onFailure(Throwable::printStackTrace);
  }

  private static void answer(HttpServerRequest request, Buffer body, Job job, boolean httpAlone) {
    int status =
        httpAlone
            ? 202
            : job.answer(
                request.path(),
                request.getHeader("Authorization"),
                request.getHeader("Content-Type"),
                body.getBytes());
    request.response().setStatusCode(status);
    if (status == 202) {
      request.response().putHeader("Content-Type", "application/json").end(ACCEPTED);
    } else {
      request.response().end();
    }
  }
}

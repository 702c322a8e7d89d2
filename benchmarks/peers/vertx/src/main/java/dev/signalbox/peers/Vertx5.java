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
    boolean durable = arguments.mode() == Arguments.Mode.DURABLE;
    Job job = durable ? new Job(arguments.key(), true, SqliteRows.open()) : arguments.job();
    boolean httpAlone = arguments.mode() == Arguments.Mode.HTTP;
    Vertx vertx = Vertx.vertx();
    vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(
            request ->
                request.bodyHandler(
                    body -> {
                      if (durable) {
                        // One after the other: there is one connection to the file.
                        vertx
                            .executeBlocking(() -> status(request, body, job))
                            .onComplete(status -> end(request, status.result()));
                      } else {
                        end(request, httpAlone ? 202 : status(request, body, job));
                      }
                    }))
        .listen()
        .onSuccess(server -> Arguments.ready(server.actualPort()))
        .onFailure(Throwable::printStackTrace);
  }

  private static int status(HttpServerRequest request, Buffer body, Job job) {
    return job.answer(
        request.path(),
        request.getHeader("Authorization"),
        request.getHeader("Content-Type"),
        body.getBytes());
  }

  private static void end(HttpServerRequest request, int status) {
    request.response().setStatusCode(status);
    if (status == 202) {
      request.response().putHeader("Content-Type", "application/json").end(ACCEPTED);
    } else {
      request.response().end();
    }
  }
}

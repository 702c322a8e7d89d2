package dev.signalbox.peers;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** Helidon SE: a virtual thread for each connection. */
public final class Helidon4 {
  private static final byte[] ACCEPTED = Arguments.ACCEPTED.getBytes(StandardCharsets.US_ASCII);

  private Helidon4() {}

  /**
   * Serves until it is killed.
   *
   * @param args mode and key file
   */
  public static void main(String... args) throws Exception {
    Arguments arguments = Arguments.of(args);
    Job job = arguments.job();
    boolean httpAlone = arguments.mode() == Arguments.Mode.HTTP;
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing -> routing.any((req, res) -> answer(req, res, job, httpAlone)))
            .build()
            .start();
    Arguments.ready(server.port());
  }

  private static void answer(
      ServerRequest request, ServerResponse response, Job job, boolean httpAlone) {
    byte[] body = request.content().as(byte[].class);
    int status =
        httpAlone
            ? 202
            : job.answer(
                request.path().rawPath(),
                request.headers().value(HeaderNames.AUTHORIZATION).orElse(null),
                request.headers().value(HeaderNames.CONTENT_TYPE).orElse(null),
                body);
    response.status(Status.create(status));
    if (status == 202) {
      response.header(HeaderValues.CONTENT_TYPE_JSON).send(ACCEPTED);
    } else {
      response.send();
    }
  }
}

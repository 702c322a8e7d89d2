package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The requests and answers that the contract's document shows are what goes over the wire. */
@ParameterizedClass
@EnumSource(Engine.class)
class DocumentedAnswersTest {
  @Parameter private Engine engine;

  private final String document;
  private final String batch;
  private final String wrong;

  DocumentedAnswersTest() throws IOException {
    document = Files.readString(Path.of("../docs/contract.md"));
    batch = shown("### A batch", "\n{", "```");
    wrong =
        batch
            .replace("1767607204250", "1767607100000")
            .replaceFirst("\\s*\"participant\": \"CUSTOMER\",", "");
  }

  /** What stands behind a heading, from the first place of one text to the next one of another. */
  private String shown(String heading, String from, String to) {
    int begin = document.indexOf(from, document.indexOf(heading));
    return document.substring(begin, document.indexOf(to, begin + from.length()));
  }

  private Response send(TestServer server, String body, String accept) throws IOException {
    return server.send(TestServer.batch("k").withBody(body).with("Accept", accept));
  }

  @Test
  void theBatchIsAcceptedInBothForms() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      Response json = send(server, batch, "application/json");
      assertEquals(202, json.status());
      assertEquals(shown("### Its answer", "{", "\n```"), json.body());
      String xml = shown("### The same in XML", "<realtime", "```");
      assertEquals(
          202,
          server
              .send(TestServer.batch("k").withBody(xml).with("Content-Type", "application/xml"))
              .status());
      var delivered = server.drained();
      assertEquals(2, delivered.get(0).batch().events().size());
      assertEquals(
          delivered.get(0).batch().events().get(0), delivered.get(1).batch().events().get(0));
      assertEquals(delivered.get(0).batch().service(), delivered.get(1).batch().service());
      assertEquals(delivered.get(0).batch().persist(), delivered.get(1).batch().persist());
    }
  }

  @Test
  void theErrorIsWhatTheServerAnswers() throws IOException {
    try (TestServer server = new TestServer(engine)) {
      Response json = send(server, wrong, "application/json");
      assertEquals(
          TestServer.json(shown("### An error", "\n{", "```")), TestServer.json(json.body()));
      assertEquals(
          shown("### The same in XML", "<problem", "```").replaceAll("\\s*\n\\s*", ""),
          send(server, wrong, "application/xml").body());
    }
  }
}

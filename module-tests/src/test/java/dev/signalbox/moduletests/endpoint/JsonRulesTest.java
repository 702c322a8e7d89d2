package dev.signalbox.moduletests.endpoint;

import static dev.signalbox.moduletests.endpoint.TestServer.BATCH;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.moduletests.Engine;
import dev.signalbox.moduletests.endpoint.Http.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which bytes are JSON, by the rules of RFC 8259 (BODY-4), from a client's view. In {@code
 * json-rules.txt} stand the status, then whether the input is a member's value in a batch or a
 * whole body.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class JsonRulesTest {
  @Parameter private Engine engine;

  @Test
  void eachDocumentIsAcceptedOrRefusedAsTheTableSays() throws Exception {
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    try (TestServer server = new TestServer(engine);
        Http connection = new Http(server.address())) {
      for (RuleTable.Row row : RuleTable.read("json-rules.txt")) {
        String input = new String(row.input(), ISO_8859_1);
        String body =
            row.second().equals("whole")
                ? input
                : BATCH.substring(0, BATCH.length() - 1) + ",\"x\":" + input + "}";
        Response response =
            connection.send(TestServer.batch("k").withBody(body.getBytes(ISO_8859_1)));
        String clause = response.status() == 400 ? TestServer.errors(response).toString() : "";
        expected.add(row.first() + (row.first().equals("400") ? "[BODY-4]" : "") + row.text());
        found.add(response.status() + clause + row.text());
      }
    }
    assertEquals(String.join("\n", expected), String.join("\n", found));
  }
}

package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Contact Lens hands out is sent without a transformation by hand. */
class ContactLensProcessTest {
  private static final String SEGMENTS =
      "{\"ContactId\":\"c-1\",\n \"Segments\":[{\"Transcript\":{\"Content\":\"hi\"}},"
          + "{\"Categories\":{\"MatchedCategories\":[\"CustomerAngry\",\"Escalation\"],"
          + "\"MatchedDetails\":{\"CustomerAngry\":{\"PointsOfInterest\":"
          + "[{\"BeginOffsetMillis\":10,\"EndOffsetMillis\":20}]}}}}]}";

  private static final String RULE =
      "{\"detail-type\":\"Contact Lens Realtime Rules Matched\",\"time\":\"2026-04-27T18:43:48Z\","
          + "\"detail\":{\"ruleName\":\"ANGRY\","
          + "\"contactArn\":\"arn:aws:connect:us-east-1:1:instance/x/contact/c-3\"}}";

  @TempDir Path dir;

  private Program.Ended send(String url, String from, String content) throws Exception {
    Path file = Files.writeString(dir.resolve("input.json"), content);
    return Program.run(dir, "send", "--to", url, "--from", from, file.toString());
  }

  @Test
  void matchedCategoriesAreSentAsSignals() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Program.Ended segments = send(url, "contact-lens", SEGMENTS);
      assertEquals(ExitCode.OK, segments.exitCode(), segments.err());
      String printed = server.out().await("\"callId\":\"c-1\"");
      assertTrue(printed.contains("\"value\":\"CustomerAngry\""), printed);
      assertTrue(
          printed.contains("\"details\":{\"BeginOffsetMillis\":10,\"EndOffsetMillis\":20}"),
          printed);
      assertTrue(printed.contains("\"value\":\"Escalation\""), printed);

      Program.Ended rule = send(url, "eventbridge", RULE);
      assertEquals(ExitCode.OK, rule.exitCode(), rule.err());
      printed = server.out().await("\"callId\":\"c-3\"");
      assertTrue(printed.contains("\"value\":\"ANGRY\",\"startTime\":1777315428000"), printed);

      Program.Ended nothing =
          send(url, "contact-lens", "{\"ContactId\":\"c-2\",\"Segments\":[{\"Transcript\":{}}]}");
      assertTrue(nothing.err().contains("no matched category: nothing is sent"), nothing.err());
    }
  }

  @Test
  void anotherShapeIsRefused() throws Exception {
    Program.Ended wrong = Program.run(dir, "send", "--from", "nice", "-");
    assertEquals(ExitCode.USAGE, wrong.exitCode());
    assertTrue(wrong.err().contains("contact-lens or eventbridge"), wrong.err());
  }
}

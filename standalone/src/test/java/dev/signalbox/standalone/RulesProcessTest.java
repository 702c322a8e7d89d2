package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.standalone.cli.ExitCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules on the command line and in the server: RUL-1 to RUL-4, as an operator sees them. */
class RulesProcessTest {
  private static final String SENTENCE =
      "When CustomerAngry, or refund and escalate, are seen in a call: alert the supervisor";

  @TempDir Path dir;

  private Path rules() throws Exception {
    return Files.createDirectories(dir.resolve("rules"));
  }

  private static String subrule(int order, String operand) {
    return "<subrule><operandValue>%s</operandValue><operator>Equals</operator><order>%d</order>"
            .formatted(operand, order)
        + "<type>Category</type></subrule>\n";
  }

  static void write(Path folder, String name, String criteria, String... operands)
      throws Exception {
    StringBuilder subrules = new StringBuilder();
    for (int i = 0; i < operands.length; i++) {
      subrules.append(subrule(i, operands[i]));
    }
    Path file = folder.resolve(name + ".ConvIntelligenceSignalRule-meta.xml.part");
    Files.writeString(
        file,
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <ConvIntelligenceSignalRule xmlns="http://soap.sforce.com/2006/04/metadata">
            <actionType>AlertSupervisor</actionType>
            <active>true</active>
            <channelType>Phone</channelType>
            <criteria>%s</criteria>
            <developerName>%s</developerName>
            <ruleName>%s for people</ruleName>
            <service>AmazonConnectContactLens</service>
            %s
        </ConvIntelligenceSignalRule>
        """
            .formatted(criteria, name, name, subrules));
    Files.move(
        file,
        folder.resolve(name + ".ConvIntelligenceSignalRule-meta.xml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static String event(String call, int sequence, String value) {
    return ("{\"type\":\"INTELLIGENCE_SIGNAL\",\"detail\":{\"callId\":\"%s\",\"vendorCallKey\":\"%s\","
            + "\"orgId\":\"00D000000000000EAA\",\"callCenter\":\"Dev\",\"service\":"
            + "\"AmazonConnectContactLens\",\"events\":[{\"type\":\"IntelligenceSignal__Category\","
            + "\"value\":\"%s\",\"startTime\":1767607200000}],\"serverReceivedTimestamp\":"
            + "1767607204391,\"sequence\":%d,\"late\":false}}\n")
        .formatted(call, call, value, sequence);
  }

  @Test
  void checkSaysEachRuleInASentence() throws Exception {
    write(rules(), "Angry", "1 OR (2 AND 3)", "CustomerAngry", "refund", "escalate");
    Program.Ended ended = Program.run(dir, "rules", "check", "rules");
    assertEquals(ExitCode.OK, ended.exitCode(), ended::err);
    assertEquals(
        "Angry: "
            + SENTENCE
            + ".\n  \"Angry for people\", service AmazonConnectContactLens, channel Phone",
        ended.out());
  }

  @Test
  void checkNamesEveryFault() throws Exception {
    write(rules(), "Good", "1", "CustomerAngry");
    write(rules(), "Bad", "1 OR 2", "CustomerAngry");
    Program.Ended ended = Program.run(dir, "rules", "check", "rules");
    assertEquals(ExitCode.REFUSED, ended.exitCode());
    assertTrue(
        ended
            .err()
            .contains(
                "rules/Bad.ConvIntelligenceSignalRule-meta.xml:6: RUL-1: the criteria name 2"),
        ended::err);
    assertTrue(ended.out().startsWith("Good: When CustomerAngry is seen"), ended::out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "check", "check rules more", "replay rules", "run rules"})
  void wrongWordsAreTold(String words) throws Exception {
    rules();
    String[] args = ("rules " + words).strip().split(" ");
    Program.Ended ended = Program.run(dir, args);
    assertEquals(ExitCode.USAGE, ended.exitCode(), ended::err);
    assertTrue(ended.err().startsWith("signalbox: "), ended::err);
  }

  @Test
  void aFolderWithoutRulesAndNoFolderAreNoSuccess() throws Exception {
    rules();
    assertEquals(ExitCode.REFUSED, Program.run(dir, "rules", "check", "rules").exitCode());
    assertEquals(ExitCode.FAILURE, Program.run(dir, "rules", "check", "none").exitCode());
  }

  @Test
  void checkOfAFileSaysThatItNeedsAFolder() throws Exception {
    write(rules(), "Angry", "1", "CustomerAngry");
    Program.Ended ended =
        Program.run(dir, "rules", "check", "rules/Angry.ConvIntelligenceSignalRule-meta.xml");
    assertEquals(ExitCode.FAILURE, ended.exitCode());
    assertTrue(ended.err().contains("can't be read: it is a file, not a folder"), ended::err);
  }

  @Test
  void checkTakesTheRootOfASourceProject() throws Exception {
    Path folder = dir.resolve("force-app/main/default/convIntelligenceSignalRules");
    write(Files.createDirectories(folder), "Angry", "1", "CustomerAngry");
    Program.Ended ended = Program.run(dir, "rules", "check", ".");
    assertEquals(ExitCode.OK, ended.exitCode(), ended::err);
    assertTrue(ended.out().startsWith("Angry: When CustomerAngry is seen"), ended::out);
  }

  @Test
  void replayPrintsWhatWouldHaveFired() throws Exception {
    write(rules(), "Angry", "1 OR (2 AND 3)", "CustomerAngry", "refund", "escalate");
    String recorded =
        "signalbox ready on http://127.0.0.1:8080\n"
            + event("a", 0, "refund")
            + event("b", 0, "escalate")
            + event("a", 1, "escalate")
            + event("b", 1, "CustomerAngry");
    Files.writeString(dir.resolve("recorded.jsonl"), recorded);
    String expected =
        "2026-01-05T10:00:04.391Z call a: Angry fired, AlertSupervisor (refund, escalate)\n"
            + "2026-01-05T10:00:04.391Z call b: Angry fired, AlertSupervisor (CustomerAngry)";
    Program.Ended ended = Program.run(dir, "rules", "replay", "rules", "recorded.jsonl");
    assertEquals(expected, ended.out(), ended::err);
    assertEquals(ExitCode.OK, ended.exitCode());
    assertTrue(ended.err().contains("4 batches, 2 times a rule fired"), ended::err);

    Program.Ended json =
        Program.run(
            dir,
            Map.of(),
            recorded + "{\"type\":\"OTHER\"}\n",
            "rules",
            "--json",
            "replay",
            "rules",
            "-");
    assertEquals(ExitCode.REFUSED, json.exitCode());
    assertTrue(json.err().contains("-:6: TLK-1"), json::err);
    assertEquals(
        2, json.out().lines().filter(l -> l.startsWith("{\"type\":\"RULE_FIRED\"")).count());
  }

  @Test
  void serveRunsRulesAndTakesChanges() throws Exception {
    LinkedBlockingQueue<String> posted = new LinkedBlockingQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    write(rules(), "Angry", "1", "CustomerAngry");
    String webhook = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    try (Program server = Program.serve(dir, "--rules", "rules", "--rules-webhook", webhook)) {
      Client client = Client.development(server.url(), dir);
      assertEquals(202, client.send("call-1", "CustomerAngry"));
      String body = posted.take();
      assertTrue(
          body.contains("\"developerName\":\"Angry\"") && body.contains("\"callId\":\"call-1\""),
          body);
      server.err().await("rule Angry fired");

      write(rules(), "Calm", "1", "CustomerCalm");
      server.err().await("2 rules were read");
      assertEquals(202, client.send("call-1", "CustomerCalm"));
      assertTrue(posted.take().contains("\"developerName\":\"Calm\""));

      Files.writeString(rules().resolve("Bad.ConvIntelligenceSignalRule"), "<x/>");
      server.err().await("have faults and were not put to work");
      assertEquals(202, client.send("call-2", "CustomerAngry"));
      assertTrue(posted.take().contains("\"callId\":\"call-2\""));
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
    } finally {
      receiver.stop(0);
    }
  }

  private static final String PAGER =
      """
      package pager;
      import dev.signalbox.rules.spi.*;
      public final class Pager implements ActionHandlerProvider {
        @Override public String name() { return "pager"; }
        @Override public ActionHandler create(ActionHandlerConfig config) {
          if (!config.options().containsKey("team")) {
            throw new IllegalArgumentException("team is missing");
          }
          String team = config.options().get("team");
          return fired -> System.err.println(team + " was paged: " + fired.rule().sentence());
        }
        public static final class Second implements ActionHandlerProvider {
          @Override public String name() { return "pager"; }
          @Override public ActionHandler create(ActionHandlerConfig config) {
            return fired -> {};
          }
        }
      }
      """;

  /** A user's handler on the class path; the environment that brings it there. */
  private Map<String, String> plugIn(String services) throws Exception {
    Path source = Files.writeString(dir.resolve("Pager.java"), PAGER);
    Path classes = Files.createDirectories(dir.resolve("classes"));
    int errors =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "-p",
                System.getProperty("signalbox.modules"),
                "--add-modules",
                "dev.signalbox.rules",
                "-d",
                classes.toString(),
                source.toString());
    assertEquals(0, errors);
    Path folder = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(folder.resolve("dev.signalbox.rules.spi.ActionHandlerProvider"), services);
    return Map.of("JDK_JAVA_OPTIONS", "-cp " + classes);
  }

  @Test
  void aHandlerThatIsThereIsUsed() throws Exception {
    write(rules(), "Angry", "1", "CustomerAngry");
    Map<String, String> environment = plugIn("pager.Pager\n");
    try (Program server =
        Program.start(
            dir,
            environment,
            "serve",
            "--port",
            "0",
            "--rules",
            "rules",
            "--rules-option",
            "pager.team=night")) {
      assertEquals(202, Client.development(server.url(), dir).send("call-1", "CustomerAngry"));
      server.err().await("night was paged: When CustomerAngry is seen in a call");
    }
    Program.Ended ended =
        Program.run(dir, environment, "", "serve", "--port", "0", "--rules", "rules");
    assertEquals(ExitCode.USAGE, ended.exitCode(), ended::err);
    assertTrue(ended.err().contains("pager: team is missing"), ended::err);
  }

  @Test
  void handlersOfOneNameAreRefused() throws Exception {
    write(rules(), "Angry", "1", "CustomerAngry");
    Map<String, String> environment = plugIn("pager.Pager\npager.Pager$Second\n");
    Program.Ended ended =
        Program.run(dir, environment, "", "serve", "--port", "0", "--rules", "rules");
    assertEquals(ExitCode.USAGE, ended.exitCode(), ended::err);
    assertTrue(ended.err().contains("several action handlers \"pager\""), ended::err);
  }

  @Test
  void serveDoesNotStartWithFaultyRules() throws Exception {
    write(rules(), "Bad", "1 OR 2", "CustomerAngry");
    Program.Ended ended = Program.run(dir, "serve", "--port", "0", "--rules", "rules");
    assertEquals(ExitCode.FAILURE, ended.exitCode());
    List<String> lines = ended.err().lines().toList();
    assertTrue(lines.get(lines.size() - 1).contains("Bad.Conv"), ended::err);
    assertEquals("", ended.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rules-webhook http://localhost/",
        "--rules-option a.b=c",
        "--rules rules --rules-option a.b=c",
        "--rules rules --rules-option b=c",
        "--rules rules --rules-webhook file:/x"
      })
  void optionsThatGoNowhereAreRefused(String options) throws Exception {
    write(rules(), "Angry", "1", "CustomerAngry");
    Program.Ended ended = Program.run(dir, ("serve --port 0 " + options).split(" "));
    assertEquals(ExitCode.USAGE, ended.exitCode(), ended::err);
  }
}

package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that speak to a server, and a server that hears them. */
class ClientProcessTest {
  @TempDir static Path dir;

  private static Program server;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    server = Program.serve(dir);
    url = server.url();
    server.out();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aTokenIsGoodAndMayBeUsedAgain() throws Exception {
    Program.Ended token = Program.run(dir, "token");
    assertEquals(ExitCode.OK, token.exitCode());
    assertTrue(token.out().matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+"), token.out());
    Program.Ended explained = Program.run(dir, "token", "--explain", token.out());
    assertEquals(ExitCode.OK, explained.exitCode());
    assertTrue(explained.out().startsWith("The token is good"), explained.out());
    Program.Ended fromInput =
        Program.run(dir, Map.of(), token.out() + "\n", "token", "--explain", "-");
    assertEquals(ExitCode.OK, fromInput.exitCode(), fromInput.out());
  }

  @Test
  void whatIsWrongWithATokenIsToldByClause() throws Exception {
    Path other = Files.createDirectory(dir.resolve("other"));
    DevelopmentCallCenter.open(other);
    Program.Ended token =
        Program.run(dir, "token", "--dir", other.toString(), "--audience", "somebody", "--jti");
    Program.Ended explained = Program.run(dir, "token", "--explain", token.out());
    assertEquals(ExitCode.REFUSED, explained.exitCode());
    assertTrue(explained.out().startsWith("AUTH-3: The signature does not match"), explained.out());
    Program.Ended audience =
        Program.run(
            dir,
            Map.of("SIGNALBOX_DIR", other.toString()),
            "",
            "token",
            "--audience",
            "else",
            "--explain",
            token.out());
    assertEquals(ExitCode.REFUSED, audience.exitCode());
    assertTrue(audience.out().startsWith("AUTH-4: "), audience.out());
    Program.Ended rubbish = Program.run(dir, "token", "--explain", "rubbish");
    assertEquals(ExitCode.REFUSED, rubbish.exitCode());
    assertTrue(rubbish.out().startsWith("AUTH-1: "), rubbish.out());
  }

  @Test
  void aTokenOfANamedCallCenterIsExplainedWithItsPublicKey() throws Exception {
    Path folder = DevelopmentCallCenter.folder(dir);
    Path privatePem = folder.resolve("private.pem");
    Path publicPem = folder.resolve("public.pem");
    Program.Ended token =
        Program.run(
            dir,
            "token",
            "--org",
            "00D000000000001",
            "--call-center",
            "Center",
            "--key",
            privatePem.toString());
    Program.Ended whole =
        Program.run(
            dir,
            "token",
            "--explain",
            token.out(),
            "--call-center",
            "00D000000000001:Center:" + publicPem);
    assertEquals(ExitCode.OK, whole.exitCode(), whole.out() + whole.err());
    Program.Ended wrongCenter =
        Program.run(
            dir,
            "token",
            "--explain",
            token.out(),
            "--call-center",
            "00D000000000001:Else:" + publicPem);
    assertEquals(ExitCode.REFUSED, wrongCenter.exitCode());
    assertTrue(wrongCenter.out().startsWith("AUTH-3: "), wrongCenter.out());
  }

  @Test
  void aKeyInAKeyStoreIsOpenedWithAPasswordFile() throws Exception {
    Path store = dir.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-dname",
                "CN=One",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-storetype",
                "PKCS12",
                "-storepass",
                "change it",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, keytool.waitFor());
    Path password = Files.writeString(dir.resolve("password"), "change it\n");
    String[] named = {
      "--org", "00D000000000001", "--call-center", "Center", "--key", store.toString()
    };
    String[] opened =
        Stream.of(named, new String[] {"--key-password-file", password.toString()})
            .flatMap(Stream::of)
            .toArray(String[]::new);
    Program.Ended token = Program.run(dir, with(opened, "token"));
    assertEquals(ExitCode.OK, token.exitCode(), token.err());
    Program.Ended explained = Program.run(dir, with(opened, "token", "--explain", token.out()));
    assertEquals(ExitCode.OK, explained.exitCode(), explained.out() + explained.err());
    Program.Ended locked = Program.run(dir, with(named, "token"));
    assertEquals(ExitCode.FAILURE, locked.exitCode());
    assertTrue(locked.err().contains("--key-password-file"), locked.err());
    Program.Ended alone = Program.run(dir, "token", "--key-password-file", password.toString());
    assertEquals(ExitCode.USAGE, alone.exitCode());
  }

  private static String[] with(String[] options, String... command) {
    return Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void anEventIsSentFromTheOptions() throws Exception {
    Program.Ended sent =
        send(
            "--call",
            "options",
            "--type",
            "Sentiment",
            "--value",
            "-5.005",
            "--participant",
            "Customer",
            "--score",
            "10",
            "--start",
            "1700000000000",
            "--persist",
            "--provider",
            "vendor",
            "--service",
            "CxoneAgentAssistService");
    assertEquals(ExitCode.OK, sent.exitCode(), sent.err());
    assertEquals("HTTP 202\n{\"status\":\"202 Accepted\"}", sent.out());
    String line = server.out().await("\"callId\":\"options\"");
    for (String part :
        List.of(
            "\"providerName\":\"vendor\"",
            "\"service\":\"CxoneAgentAssistService\"",
            "\"persist\":true",
            "\"type\":\"IntelligenceSignal__Sentiment\"",
            "\"value\":\"-5.01\"",
            "\"startTime\":1700000000000",
            "\"participant\":\"CUSTOMER\"",
            "\"score\":10")) {
      assertTrue(line.contains(part), () -> part + " in " + line);
    }
  }

  @Test
  void anEventOfNowIsSentByDefault() throws Exception {
    long before = System.currentTimeMillis();
    Program.Ended sent = send("--call", "now", "--value", "CustomerAngry", "--xml");
    assertEquals(ExitCode.OK, sent.exitCode(), sent.err());
    String line = server.out().await("\"callId\":\"now\"");
    long start = Long.parseLong(line.replaceAll(".*\"startTime\":([0-9]+).*", "$1"));
    assertTrue(before <= start && start <= System.currentTimeMillis(), line);
  }

  @Test
  void aFileIsSentAsItStands() throws Exception {
    String json = Client.category("FromFile", 1_700_000_000_000L);
    Path file = Files.writeString(dir.resolve("body.json"), json);
    assertEquals(ExitCode.OK, send("--call", "file", file.toString()).exitCode());
    server.out().await(l -> l.contains("\"callId\":\"file\"") && l.contains("FromFile"));
    assertEquals(ExitCode.OK, send("--call", "file-as-xml", "--xml", file.toString()).exitCode());
    server.out().await(l -> l.contains("\"callId\":\"file-as-xml\"") && l.contains("FromFile"));
    String xml =
        "<realtimeConversationEvents><service>S</service><events>"
            + "<type>IntelligenceSignal__Category</type><value>FromXml</value>"
            + "<startTime>1700000000000</startTime></events></realtimeConversationEvents>";
    Program.Ended fromInput =
        Program.run(dir, Map.of(), xml, "send", "--to", url, "--call", "input", "-");
    assertEquals(ExitCode.OK, fromInput.exitCode(), fromInput.err());
    server.out().await(l -> l.contains("\"callId\":\"input\"") && l.contains("FromXml"));
  }

  @Test
  void whatDepartsFromTheContractIsNotSent() throws Exception {
    Program.Ended sentiment = send("--call", "wrong", "--type", "Sentiment", "--value", "2000");
    assertEquals(ExitCode.REFUSED, sentiment.exitCode());
    assertEquals("", sentiment.out());
    assertTrue(sentiment.err().contains("EVT-5 /events/0/value: "), sentiment.err());
    assertTrue(sentiment.err().contains("EVT-5 /events/0/participant: "), sentiment.err());
    Path file = Files.writeString(dir.resolve("wrong.json"), "{\"service\":\"S\",\"events\":[]}");
    Program.Ended body = send("--call", "wrong", file.toString());
    assertEquals(ExitCode.REFUSED, body.exitCode());
    assertTrue(body.err().contains("BODY-3 /events: "), body.err());
    assertEquals("", body.out());
  }

  @Test
  void aRefusalOfTheServersIsShownWithItsViolations() throws Exception {
    Path file = Files.writeString(dir.resolve("forced.json"), "{\"events\":7}");
    Program.Ended refused = send("--call", "forced", "--force", file.toString());
    assertEquals(ExitCode.REFUSED, refused.exitCode());
    assertTrue(refused.out().startsWith("HTTP 400\n{"), refused.out());
    List<String> lines = refused.err().lines().toList();
    assertEquals(2, lines.size(), refused.err());
    assertTrue(lines.get(0).startsWith("BODY-1 /service: "), refused.err());
    assertTrue(lines.get(1).startsWith("BODY-3 /events: "), refused.err());
  }

  @Test
  void aTransferIsTriedByHand() throws Exception {
    assertEquals(ExitCode.OK, call("--call", "leg-1").exitCode());
    Program.Ended leg = call("--call", "leg-2", "--method", "transfer", "--parent", "leg-1");
    assertEquals(ExitCode.OK, leg.exitCode(), leg.err());
    assertTrue(leg.out().startsWith("HTTP 201\n{\"voiceCallId\":\"0LQ"), leg.out());
    Program.Ended sent = send("--call", "leg-2", "--value", "AfterTransfer");
    assertEquals(ExitCode.OK, sent.exitCode(), sent.err());
    assertTrue(sent.err().contains("KEY-3") && sent.err().contains("leg-1"), sent.err());
    String line = server.out().await("AfterTransfer");
    assertTrue(line.contains("\"callId\":\"leg-1\",\"vendorCallKey\":\"leg-2\""), line);
  }

  @Test
  void aBaseAddressMayEndAsTheVendorsDoes() throws Exception {
    Program.Ended sent =
        Program.run(
            dir, "send", "--to", url + "/telephony/v1/", "--call", "a b/ü", "--value", "Encoded");
    assertEquals(ExitCode.OK, sent.exitCode(), sent.err());
    server.out().await("\"callId\":\"a b/ü\"");
  }

  @Test
  void aServerOutOfReachIsNoRefusal() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Program.Ended sent =
        Program.run(dir, "send", "--to", "http://127.0.0.1:" + port, "--call", "k", "--value", "v");
    assertEquals(ExitCode.FAILURE, sent.exitCode());
    assertEquals(
        "signalbox: no answer from http://127.0.0.1:" + port + ": nothing listens there",
        sent.err());
  }

  private static String event(String call, int number) {
    return "{\"vendorCallKey\":\""
        + call
        + "\",\"type\":\"IntelligenceSignal__Category\",\"value\":\"n"
        + number
        + "\",\"startTime\":"
        + number
        + "}\n";
  }

  @Test
  void linesAreSentInTheOrderOfTheirCalls() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      lines.append(event("lines-" + i % 3, i)).append(i % 7 == 0 ? "\n" : "");
    }
    Path file = Files.writeString(dir.resolve("many.jsonl"), lines);
    Program.Ended sent = send(file.toString());
    assertEquals(ExitCode.OK, sent.exitCode(), sent.err());
    assertEquals("60 lines: 60 accepted, 0 refused, 0 given up, 0 without answer", sent.out());
    for (int call = 0; call < 3; call++) {
      String key = "\"callId\":\"lines-" + call + "\"";
      server.out().await(l -> l.contains(key) && l.contains("\"sequence\":19"));
      List<String> printed =
          server.out().list().stream().filter(line -> line.contains(key)).toList();
      for (int i = 0; i < printed.size(); i++) {
        int number = call + 3 * i;
        assertTrue(printed.get(i).contains("\"value\":\"n" + number + "\""), printed.get(i));
      }
    }
    // What the server has printed can be sent again.
    String printed = server.out().await("\"callId\":\"lines-0\"");
    Program.Ended again =
        Program.run(dir, Map.of(), printed, "send", "--to", url, "--lines", "--xml", "-");
    assertEquals("1 lines: 1 accepted, 0 refused, 0 given up, 0 without answer", again.out());
    assertEquals(ExitCode.OK, again.exitCode());
  }

  @Test
  void aLineThatDepartsFromTheContractIsToldByItsNumber() throws Exception {
    String lines = event("good", 1) + "\n{\"value\":\"x\"}\n" + event("good", 2);
    Program.Ended sent = Program.run(dir, Map.of(), lines, "send", "--to", url, "-");
    assertEquals(ExitCode.REFUSED, sent.exitCode(), sent.err());
    assertEquals("3 lines: 2 accepted, 1 refused, 0 given up, 0 without answer", sent.out());
    assertTrue(
        sent.err()
            .startsWith(
                "line 3: not sent, because it departs from the contract\n  KEY-1 /vendorCallKey: "),
        sent.err());
    assertTrue(sent.err().contains("  EVT-1 /events/0/type: "), sent.err());
  }

  @Test
  void aDryRunPrintsWhatCurlWouldSend() throws Exception {
    Path file = Files.writeString(dir.resolve("dry.jsonl"), event("it's", 1) + event("b", 2));
    Program.Ended dry = send("--dry-run", file.toString());
    assertEquals(ExitCode.OK, dry.exitCode(), dry.err());
    List<String> commands = dry.out().lines().toList();
    assertEquals(2, commands.size(), dry.out());
    assertEquals(
        "curl -sS "
            + url
            + "/telephony/v1/voiceCalls/it%27s/realtimeConversationEvents -H \"Authorization: Bearer"
            + " $(./signalbox token --jti)\" -H 'Content-Type: application/json' --data-binary"
            + " '{\"service\":\"AmazonConnectContactLens\",\"events\":[{\"type\":"
            + "\"IntelligenceSignal__Category\",\"value\":\"n1\",\"startTime\":1}]}'",
        commands.get(0));
    Program.Ended one =
        send("--dry-run", "--call", "k", "--value", "it's", "--provider", "a b", "--xml");
    assertEquals(ExitCode.OK, one.exitCode(), one.err());
    assertTrue(one.out().contains("-H 'Telephony-Provider-Name: a b'"), one.out());
    assertTrue(one.out().contains("<value>it'\\''s</value>"), one.out());
    assertEquals(
        ExitCode.REFUSED,
        Program.run(dir, Map.of(), "{}\n{}\n", "send", "--dry-run", "-").exitCode());
  }

  @Test
  void exitCodesTellWhatIsNotThereFromWhatDidNotAnswer() throws Exception {
    int port;
    try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      port = silent.getLocalPort();
      Thread cutting =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (var socket = silent.accept()) {
                      // The request is small: one read has it all.
                      socket.getInputStream().read(new byte[65_536]);
                    }
                  }
                } catch (java.io.IOException closed) {
                  // The test is over.
                }
              });
      cutting.setDaemon(true);
      cutting.start();
      String to = "http://127.0.0.1:" + port;
      assertEquals(
          ExitCode.UNANSWERED,
          Program.run(dir, "send", "--to", to, "--call", "k", "--value", "v").exitCode());
      Program.Ended lines =
          Program.run(dir, Map.of(), event("a", 1), "send", "--to", to, "--lines", "-");
      assertEquals(ExitCode.UNANSWERED, lines.exitCode(), lines.err());
      assertEquals("1 lines: 0 accepted, 0 refused, 0 given up, 1 without answer", lines.out());
    }
    Program.Ended gone =
        Program.run(
            dir,
            Map.of(),
            event("a", 1),
            "send",
            "--to",
            "http://127.0.0.1:" + port,
            "--lines",
            "--deadline",
            "1",
            "-");
    assertEquals(ExitCode.FAILURE, gone.exitCode(), gone.err());
    assertTrue(gone.err().contains("line 1: given up after "), gone.err());
  }

  /** CALL-1: what the vendor requires of a record can be sent, by options or by a file. */
  @Test
  void aCallsRecordIsSentAsAWhole() throws Exception {
    Program.Ended options =
        call(
            "--call",
            "whole-1",
            "--to-number",
            "+1",
            "--from-number",
            "+2",
            "--participant",
            "+2:END_USER",
            "--dry-run");
    assertEquals(ExitCode.USAGE, options.exitCode(), "call has no dry run");
    assertEquals(
        ExitCode.OK,
        call("--call", "whole-1", "--to-number", "+1", "--participant", "a:b:END_USER").exitCode());
    assertEquals(ExitCode.USAGE, call("--call", "whole-1", "--participant", "x").exitCode());

    Path record = dir.resolve("record.json");
    Files.writeString(
        record, "{\"vendorCallKey\":\"whole-2\",\"initiationMethod\":\"Inbound\",\"to\":\"+1\"}");
    Program.Ended file = call(record.toString());
    assertEquals(ExitCode.OK, file.exitCode(), file.err());
    assertTrue(file.out().contains("0LQ"), file.out());
    assertEquals(ExitCode.USAGE, call("--call", "other", record.toString()).exitCode());

    Files.writeString(record, "{\"vendorCallKey\":\"whole-3\",\"initiationMethod\":\"Sideways\"}");
    Program.Ended wrong = call(record.toString());
    assertEquals(ExitCode.REFUSED, wrong.exitCode());
    assertTrue(wrong.err().contains("CALL-1"), wrong.err());
  }

  private static Program.Ended send(String... args) throws Exception {
    return client("send", args);
  }

  private static Program.Ended call(String... args) throws Exception {
    return client("call", args);
  }

  private static Program.Ended client(String command, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(command, "--to", url));
    all.addAll(List.of(args));
    return Program.run(dir, all.toArray(String[]::new));
  }

  /** One line alone is known as one by its members. */
  @Test
  void aSingleLineIsSentAsALine() throws Exception {
    String laidOut = event("laid-out", 2).replace("{", "{\n  ").replace(",", ",\n  ");
    for (String document : List.of(event("single", 1), laidOut)) {
      Program.Ended sent = Program.run(dir, Map.of(), document, "send", "--to", url, "-");
      assertEquals(ExitCode.OK, sent.exitCode(), sent.err());
      assertEquals("1 lines: 1 accepted, 0 refused, 0 given up, 0 without answer", sent.out());
    }
    String typed =
        "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"typed\",\"startTime\":1}";
    Program.Ended sent =
        Program.run(dir, Map.of(), typed, "send", "--to", url, "--call", "typed", "-");
    assertEquals("1 lines: 1 accepted, 0 refused, 0 given up, 0 without answer", sent.out());
    Program.Ended printed =
        Program.run(
            dir, Map.of(), server.out().await("\"callId\":\"single\""), "send", "--to", url, "-");
    assertEquals("1 lines: 1 accepted, 0 refused, 0 given up, 0 without answer", printed.out());
  }

  @Test
  void aRefusalNamesTheOptionThatAllowsIt() throws Exception {
    String lines = "no JSON\n" + event("a", 1) + event("a", 2);
    Program.Ended ended =
        Program.run(dir, Map.of(), lines, "send", "--to", url, "--call", "k", "-");
    assertEquals(ExitCode.REFUSED, ended.exitCode());
    assertTrue(ended.err().contains("--lines"), ended.err());
    Program.Ended body =
        Program.run(dir, Map.of(), "{\"events\":7}", "send", "--to", url, "--call", "k", "-");
    assertTrue(body.err().contains("--force"), body.err());
  }
}

package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.CallCenterOption;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

class CliTest {
  @TempDir Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> environment, String... args) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return Signalbox.commandLine(environment, terminal, args).execute(args);
  }

  /** Runs it and expects one clear line on stderr and nothing on stdout. */
  private String refused(int exitCode, Map<String, String> environment, String... args) {
    assertEquals(exitCode, run(environment, args), this::stderr);
    assertEquals("", stdout());
    assertEquals(1, stderr().lines().count(), this::stderr);
    assertTrue(stderr().startsWith("signalbox: "), this::stderr);
    assertTrue(!stderr().contains("Exception"), this::stderr);
    return stderr().strip().substring("signalbox: ".length());
  }

  private String stdout() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String stderr() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | name a command: serve, token, send, demo, call, rules, tail, replay, data, record, verify,"
            + " version, completion, help; or --help",
        "sirve | unknown command sirve. Did you mean serve?",
        "--hlep | unknown option --hlep. Did you mean --help?",
        "serve --prot 1 | unknown option --prot. Did you mean --port?",
        "serve --max_body=1 | unknown option --max_body. Did you mean --max-body?",
        "serve here | what is \"here\"? serve takes options alone; see --help",
        "serve --port | Missing required parameter for option '--port' (PORT)",
        "serve --port 1 --port 2 | option '--port' (PORT) should be specified only once",
        "serve --port 65536 | --port: must be a whole number from 0 to 65535, not \"65536\"",
        "serve --port -1 | --port: must be a whole number from 0 to 65535, not \"-1\"",
        "serve --strict=yes | --strict: must be true or false, not \"yes\"",
        "serve --strict false | what is \"false\"? serve takes options alone; see --help",
        "serve --profile v59 | --profile: must be v58 or v67 or v68, not \"v59\"",
        "serve --engine jetty | --engine: must be jdk or netty, not \"jetty\"",
        "serve --ordering none | --ordering: must be reject or sort, not \"none\"",
        "serve --max-body 0 | --max-body: must be a whole number from 1 to 1073741824, not \"0\"",
        "serve --drain 1.5 | --drain: must be a whole number from 0 to 86400, not \"1.5\"",
        "serve --transport-option x | --transport-option: must be NAME=VALUE, not \"x\"",
        "serve --call-center a:b | --call-center: must be ORG:API_NAME:FILE.pem, not \"a:b\"",
        "serve --call-center 00D000000000000EAA:x: | --call-center: must be ORG:API_NAME:FILE.pem,"
            + " not \"00D000000000000EAA:x:\"",
        "token --lifetime 86401 | --lifetime: must be a whole number from 1 to 86400, not"
            + " \"86401\"",
        "token --key k | --org, --call-center and --key belong together; missing: --org,"
            + " --call-center",
        "token --call-center c | --org, --call-center and --key belong together; missing: --org,"
            + " --key",
        "send --value v | --call is missing: the vendorCallKey",
        "send --call k --value v --type Intent | --type: must be category or sentiment, not"
            + " \"Intent\"",
        "send --call k --value v --participant me | --participant: must be agent or customer, not"
            + " \"me\"",
        "send --call k --value v --start now | --start: must be a whole number from 0 to"
            + " 9223372036854775807, not \"now\"",
        "send --call k --value v --to localhost:8080 | --to: must be a URL such as"
            + " http://127.0.0.1:8080, not \"localhost:8080\"",
        "send --call k --value v --to http://h/?q | --to: must be a URL such as"
            + " http://127.0.0.1:8080, not \"http://h/?q\"",
        "send --call k file.json --value v | --value describes an event, and file.json has them"
            + " already",
        "call --call k --method Telepathy | --method: must be one of Inbound, Outbound, Transfer,"
            + " Conference, Callback, not \"Telepathy\"",
        "record --out f | --upstream is missing: the endpoint's address",
        "record --upstream http://h | --out is missing: the file to write",
        "record --upstream h:1 | --upstream: must be a URL such as"
            + " https://MyDomain.my.salesforce-scrt.com, not \"h:1\"",
        "record --upstream http://u:p@h | --upstream: must be a URL such as"
            + " https://MyDomain.my.salesforce-scrt.com, without a user and a query",
        "call --call k --method Transfer | --parent is missing: the call that was transferred",
      })
  void wrongOptionsGetOneClearLine(String line, String message) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");
    assertEquals(message, refused(ExitCode.USAGE, Map.of(), args));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0LQ000000000001", "0LQ000000000001GAA"})
  void aVoiceCallIdIsNoKey(String key) {
    String message = refused(ExitCode.USAGE, Map.of(), "send", "--call", key, "--value", "v");
    assertTrue(message.startsWith("--call: KEY-2: "), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void developmentModeListensOnLoopbackAlone(String host) {
    String message = refused(ExitCode.USAGE, Map.of(), "serve", "--host", host);
    assertTrue(message.startsWith("--host: without a --call-center"), message);
    assertTrue(message.contains(CallCenterOption.LABEL), message);
    assertTrue(Files.notExists(dir.resolve(".signalbox")));
  }

  @Test
  void anUnknownHostIsRefused() {
    assertEquals(
        "--host: there is no address for \"nowhere.invalid\"",
        refused(ExitCode.USAGE, Map.of(), "serve", "--host", "nowhere.invalid"));
  }

  @Test
  void anUnknownOrgIsRefused() {
    String message =
        refused(ExitCode.USAGE, Map.of(), "serve", "--call-center", "00D000000000000EAB:c:f.pem");
    assertTrue(message.startsWith("--call-center: \"00D000000000000EAB\" is not an org id"));
  }

  @Test
  void aTransportThatIsNotThereIsRefusedWithThoseThatAre() {
    String message =
        refused(
            ExitCode.USAGE, Map.of(), "serve", "--dir", dir.toString(), "--transport", "pigeon");
    assertTrue(message.startsWith("--transport: There is no transport \"pigeon\""), message);
    assertTrue(message.contains("inmemory"), message);
  }

  @Test
  void anOptionThatTheTransportDoesNotKnowIsRefused() {
    String message =
        refused(
            ExitCode.USAGE,
            Map.of(),
            "serve",
            "--dir",
            dir.toString(),
            "--transport-option",
            "wings=2");
    assertTrue(message.startsWith("--transport inmemory: "), message);
    assertTrue(message.contains("wings"), message);
  }

  @Test
  void aServiceThatTheProfileDoesNotKnowIsRefused() {
    String message =
        refused(
            ExitCode.USAGE,
            Map.of(),
            "serve",
            "--dir",
            dir.toString(),
            "--profile",
            "v58",
            "--service",
            "Other");
    assertTrue(message.startsWith("--service: BODY-2: "), message);
  }

  @Test
  void aServiceThatNoBatchCanNameIsRefused() {
    String message =
        refused(ExitCode.USAGE, Map.of(), "serve", "--dir", dir.toString(), "--service", " ");
    assertTrue(message.startsWith("--service: BODY-1: "), message);
  }

  @Test
  void aKeyThatCantBeReadIsNoFaultOfTheOptions() throws Exception {
    Path missing = dir.resolve("missing.pem");
    String option = "00D000000000000EAA:Center:" + missing;
    assertEquals(
        "the key " + missing + " can't be read: there is no such file",
        refused(ExitCode.FAILURE, Map.of(), "serve", "--call-center", option));
    Path text = Files.writeString(dir.resolve("text.pem"), "no key");
    option = "00D000000000000EAA:Center:" + text;
    String message = refused(ExitCode.FAILURE, Map.of(), "serve", "--call-center", option);
    assertTrue(message.startsWith("the key " + text + " can't be used: AUTH-3: "), message);
  }

  @Test
  void anUnknownVariableStopsTheServerAlone() {
    Map<String, String> environment =
        new HashMap<>(Map.of("SIGNALBOX_HOTS", "h", "SIGNALBOX_DIR", dir.toString()));
    assertEquals(
        "unknown environment variable SIGNALBOX_HOTS. Did you mean SIGNALBOX_HOST?",
        refused(ExitCode.USAGE, environment, "serve"));
    String message = refused(ExitCode.FAILURE, environment, "token");
    assertTrue(message.contains("no development key in " + dir.resolve(".signalbox")), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "token",
        "send",
        "demo",
        "call",
        "rules",
        "data",
        "record",
        "verify",
        "version",
        "completion"
      })
  void everyCommandExplainsItself(String command) {
    assertEquals(ExitCode.OK, run(Map.of(), command, "--help"));
    assertEquals("", stderr());
    String help = stdout();
    assertTrue(help.startsWith("Usage: signalbox " + command), help);
    for (OptionSpec option : options(command)) {
      assertTrue(help.contains(option.longestName()), option.longestName());
    }
    assertEquals(ExitCode.OK, run(Map.of(), "help", command));
    assertEquals(help, stdout());
  }

  private List<OptionSpec> options(String command) {
    Terminal terminal = new Terminal(System.in, System.out, System.err);
    return Signalbox.commandLine(Map.of(), terminal, command)
        .getSubcommands()
        .get(command)
        .getCommandSpec()
        .options();
  }

  @Test
  void theProgramExplainsItself() {
    assertEquals(ExitCode.OK, run(Map.of(), "--help"));
    for (String word :
        new String[] {
          "serve",
          "token",
          "send",
          "demo",
          "call",
          "rules",
          "verify",
          "help",
          "version",
          "completion",
          "Exit codes"
        }) {
      assertTrue(stdout().contains(word), this::stdout);
    }
    assertTrue(stdout().contains(" 4 sent"), this::stdout);
    assertEquals(ExitCode.OK, run(Map.of(), "-h"));
    String help = stdout();
    assertEquals(ExitCode.OK, run(Map.of(), "help"));
    assertEquals(help, stdout());
  }

  @Test
  void theVersionIsAnOptionAndACommand() {
    assertEquals(ExitCode.OK, run(Map.of(), "version"));
    String version = stdout();
    assertTrue(version.startsWith("signalbox "), version);
    assertEquals(ExitCode.OK, run(Map.of(), "--version"));
    assertEquals(version, stdout());
  }

  /** A guess that is far off would mislead. */
  @ParameterizedTest
  @CsvSource({
    "serve --nothing-like-it, unknown option --nothing-like-it; see --help",
    "watch, unknown command watch; see --help"
  })
  void withoutANearNameNothingIsGuessed(String line, String message) {
    assertEquals(message, refused(ExitCode.USAGE, Map.of(), line.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"verify", "verify endpoint", "verify --nix", "verify sender --port x", "help nix"})
  void wrongUsageOfAnyCommandIsOneLine(String line) {
    refused(ExitCode.USAGE, Map.of(), line.split(" "));
  }

  /** The help must not show what is set. */
  @ParameterizedTest
  @ValueSource(strings = {"serve --help", "help serve"})
  void theHelpShowsNoSecret(String line) {
    Map<String, String> environment = Map.of("SIGNALBOX_OPERATOR_TOKEN", "0123456789abcdef");
    assertEquals(ExitCode.OK, run(environment, line.split(" ")));
    assertTrue(!stdout().contains("0123456789abcdef"), this::stdout);
  }

  @Test
  void anEmptyHostIsRefused() {
    assertTrue(refused(ExitCode.USAGE, Map.of(), "serve", "--host", "").startsWith("--host: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completionNamesEveryCommand(String shell) {
    assertEquals(0, run(Map.of(), "completion", shell));
    for (String command : List.of("serve", "send", "call", "rules", "verify", "completion")) {
      assertTrue(stdout().contains(command), command);
    }
    assertTrue(stdout().contains("--max-body"));
    assertTrue(stdout().contains("bashcompinit"));
  }

  @Test
  void completionForAnUnknownShell() {
    String line = refused(2, Map.of(), "completion", "fish");
    assertTrue(line.contains("bash, zsh"), line);
  }
}

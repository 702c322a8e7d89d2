package dev.signalbox.standalone.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.OneLineErrors;
import dev.signalbox.standalone.cli.SettingDefaults;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.CallCenterOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** The options of the server, from the command line, the environment and a file. */
class ServeOptionsTest {
  @TempDir Path dir;

  /** What the operator may set, in the order of the help. */
  static List<OptionSpec> options() {
    return command(Map.of()).getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  private static CommandLine command(Map<String, String> environment) {
    Terminal terminal = new Terminal(System.in, System.out, System.err);
    return new CommandLine(new ServeCommand(terminal).spec())
        .setDefaultValueProvider(SettingDefaults.all(environment))
        .setInterpolateVariables(false);
  }

  private static Values read(Map<String, String> environment, String... args) {
    CommandLine command = command(environment);
    command.parseArgs(args);
    return new Values(command);
  }

  /** The values of the options by their names. */
  private record Values(CommandLine command) {
    Object get(String option) {
      return command.getCommandSpec().findOption(option).getValue();
    }
  }

  private static String message(int exitCode, Map<String, String> environment, String... args) {
    StringWriter err = new StringWriter();
    OneLineErrors errors = new OneLineErrors();
    assertEquals(
        exitCode,
        command(environment)
            .setErr(new PrintWriter(err))
            .setParameterExceptionHandler(errors)
            .setExecutionExceptionHandler(errors)
            .execute(args));
    return err.toString().strip();
  }

  private static void refused(
      String message, int exitCode, Map<String, String> environment, String... args) {
    assertEquals("signalbox: " + message, message(exitCode, environment, args));
  }

  private static String config(Path file) {
    return "--config=" + file;
  }

  @Test
  void withNothingSetEveryOptionHasItsDefault() {
    Values values = read(Map.of("PATH", "/bin"));
    assertEquals("127.0.0.1", values.get("--host"));
    assertEquals(8080, values.get("--port"));
    assertNull(values.get("--call-center"));
    assertEquals(Duration.ofSeconds(10), values.get("--drain"));
    assertEquals(false, values.get("--strict"));
    assertNull(values.get("--max-batches"));
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentOverTheFileOverTheDefault() throws Exception {
    Path file = file("port=1001\nservice=F\nstrict=true\nmax-body=11\ndrain=5\n");
    Map<String, String> environment =
        Map.of(
            "SIGNALBOX_CONFIG", file.toString(),
            "SIGNALBOX_PORT", "1002",
            "SIGNALBOX_SERVICE", "E1,E2",
            "SIGNALBOX_MAX_BODY", "12");
    Values values = read(environment, "--port", "1003", "--service", "C", "--strict=false");
    assertEquals(1003, values.get("--port"));
    assertEquals(List.of("C"), values.get("--service"));
    assertEquals(false, values.get("--strict"));
    assertEquals(12, values.get("--max-body"));
    assertEquals(Duration.ofSeconds(5), values.get("--drain"));

    Values lower = read(environment);
    assertEquals(1002, lower.get("--port"));
    assertEquals(List.of("E1", "E2"), lower.get("--service"));
    assertEquals(true, lower.get("--strict"));

    Values lowest = read(Map.of(), config(file));
    assertEquals(1001, lowest.get("--port"));
    assertEquals(List.of("F"), lowest.get("--service"));
  }

  /** A flag means true on the command line, whatever the environment says. */
  @Test
  void aFlagIsTrueWhereverItStands() {
    for (String said : List.of("true", "false")) {
      assertEquals(true, read(Map.of("SIGNALBOX_STRICT", said), "--strict").get("--strict"));
      assertEquals(false, read(Map.of("SIGNALBOX_STRICT", said), "--strict=false").get("--strict"));
    }
  }

  /** Every option can be set in each of the three ways, and by its own name. */
  @ParameterizedTest
  @MethodSource("options")
  void everyOptionHasThreeNames(OptionSpec option) throws Exception {
    String name = option.longestName();
    if (name.equals(SettingDefaults.CONFIG)) {
      return;
    }
    String value = example(option);
    Path file = file(name.substring(2) + "=" + value + "\n");
    Object expected = read(Map.of(), name + "=" + value).get(name);
    assertNotEquals(read(Map.of()).get(name), expected);
    String variable = "SIGNALBOX_" + name.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    assertEquals(expected, read(Map.of(variable, value)).get(name));
    assertEquals(expected, read(Map.of(), config(file)).get(name));
  }

  /** A value that is not the default. */
  private static String example(OptionSpec option) {
    if (option.type() == Boolean.class) {
      return "true";
    }
    if (option.longestName().equals("--max-data")) {
      return "7M";
    }
    return switch (option.paramLabel()) {
      case "jdk|netty" -> "netty";
      case "ID" -> "00D000000000000EAA";
      case "JSON" -> "{\"status\":503,\"match\":{\"call\":\"a,b\"}}";
      case "text|json" -> "json";
      case "error|warning|info|debug|trace" -> "debug";
      case "TOKEN" -> "0123456789abcdef";
      case "URL" -> "https://example.com/hook";
      case "HANDLER.NAME=VALUE" -> "pager.team=a";
      case "v58|v67|v68" -> "v58";
      case "reject|sort" -> "sort";
      case CallCenterOption.LABEL -> "00D000000000000EAA:Center:key.pem";
      case "NAME=VALUE" -> "a=b";
      case "ORG:API_NAME" -> "00D000000000000EAA:Center";
      case "queue|sync" -> "sync";
      default -> "7";
    };
  }

  @Test
  void manyValuesAreSeparatedByCommasOrByLineEnds() {
    assertEquals(List.of("a", "b c"), services("a, b c ,"));
    assertEquals(List.of("a,b", "c"), services("a,b\n c\n\n"));
    assertEquals(List.of("a,b"), services("a,b\n"));
    assertEquals(List.of("a\"b", "c"), services("a\"b,c"));
    assertEquals(
        List.of("a,b", "c"), read(Map.of(), "--service", "a,b", "--service=c").get("--service"));
  }

  private static Object services(String text) {
    return read(Map.of("SIGNALBOX_SERVICE", text)).get("--service");
  }

  @Test
  void whatLooksLikeAVariableOfPicoclisIsTakenAsItStands() {
    assertEquals("${user.name}", read(Map.of("SIGNALBOX_HOST", "${user.name}")).get("--host"));
  }

  @Test
  void whatIsEmptyIsNotSet() throws Exception {
    Path file = file("drain=\nport=9\n");
    Values values =
        read(
            Map.of("SIGNALBOX_PORT", "", "SIGNALBOX_AUDIENCE", " ", "SIGNALBOX_CONFIG", ""),
            config(file));
    assertEquals(9, values.get("--port"));
    assertEquals(Duration.ofSeconds(10), values.get("--drain"));
    assertNull(values.get("--audience"));
  }

  @Test
  void anUnknownVariableIsRefusedWithAGuess() {
    refused(
        "unknown environment variable SIGNALBOX_MAXBODY. Did you mean SIGNALBOX_MAX_BODY?",
        ExitCode.USAGE,
        Map.of("SIGNALBOX_MAXBODY", "1"));
  }

  /** What Kubernetes sets for Services named signalbox and signalbox-relay. */
  @Test
  void theVariablesOfKubernetesArePassedOver() {
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("SIGNALBOX_PORT", "tcp://10.0.0.1:8080"),
            Map.entry("SIGNALBOX_SERVICE_HOST", "10.0.0.1"),
            Map.entry("SIGNALBOX_SERVICE_PORT", "8080"),
            Map.entry("SIGNALBOX_SERVICE_PORT_HTTP", "8080"),
            Map.entry("SIGNALBOX_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
            Map.entry("SIGNALBOX_PORT_8080_TCP_PROTO", "tcp"),
            Map.entry("SIGNALBOX_PORT_8080_TCP_PORT", "8080"),
            Map.entry("SIGNALBOX_PORT_8080_TCP_ADDR", "10.0.0.1"),
            Map.entry("SIGNALBOX_RELAY_SERVICE_HOST", "10.0.0.2"),
            Map.entry("SIGNALBOX_RELAY_PORT", "tcp://10.0.0.2:8080"),
            Map.entry("SIGNALBOX_RELAY_PORT_8080_TCP", "tcp://10.0.0.2:8080"));
    assertEquals(8080, read(environment).get("--port"));
    assertEquals(1, read(environment, "--port=1").get("--port"));
    for (String name :
        List.of("SIGNALBOX_SERVICE_HOTS", "SIGNALBOX_PROT", "SIGNALBOX_RELAY_PORT")) {
      String message = message(ExitCode.USAGE, Map.of(name, "1"));
      assertTrue(message.startsWith("signalbox: unknown environment variable " + name), message);
    }
  }

  @Test
  void anUnknownPropertyIsRefusedWithAGuess() throws Exception {
    Path file = file("max.body=1\n");
    refused(
        "unknown property max.body in " + file + ". Did you mean max-body?",
        ExitCode.USAGE,
        Map.of(),
        config(file));
    Path itself = file("config=other\n");
    String message = message(ExitCode.USAGE, Map.of(), config(itself));
    assertTrue(message.startsWith("signalbox: unknown property config"), message);
  }

  @Test
  void aWrongValueSaysWhereItStands() throws Exception {
    String wanted = ": must be a whole number from 0 to 65535, not \"x\"";
    refused("--port" + wanted, ExitCode.USAGE, Map.of(), "--port=x");
    refused("SIGNALBOX_PORT" + wanted, ExitCode.USAGE, Map.of("SIGNALBOX_PORT", "x"));
    Path file = file("port=x\n");
    refused("port in " + file + wanted, ExitCode.USAGE, Map.of(), config(file));
  }

  @Test
  void aFileThatIsNoneIsRefused() throws Exception {
    Path missing = dir.resolve("missing");
    refused(
        "the file " + missing + " can't be read: there is no such file",
        ExitCode.FAILURE,
        Map.of(),
        config(missing));
    Path binary = Files.write(dir.resolve("binary"), new byte[] {'a', '=', (byte) 0xff});
    refused("the file " + binary + " is not in UTF-8", ExitCode.USAGE, Map.of(), config(binary));
    Path malformed = file("port=\\u12\n");
    String message = message(ExitCode.USAGE, Map.of(), config(malformed));
    assertTrue(message.contains("is no properties file"), message);
    Path twice = file("port=1\nhost=h\nport=1\n");
    refused("the property port stands twice in " + twice, ExitCode.USAGE, Map.of(), config(twice));
  }

  @Property
  void aWholeNumberIsReadExactlyWithinItsBounds(
      @ForAll long value, @ForAll @LongRange(min = -1000) long a, @ForAll long b) {
    long min = Math.min(a, b);
    long max = Math.max(a, b);
    Converters.WholeLong converter = new Converters.WholeLong(min, max);
    for (long candidate : new long[] {value, min, max}) {
      String text = Long.toString(candidate);
      if (candidate >= min && candidate <= max) {
        assertEquals((Long) candidate, converter.convert(text));
      } else {
        assertThrows(TypeConversionException.class, () -> converter.convert(text));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " 1", "1 ", "+1", "1.0", "1e3", "0x1", "１", "9223372036854775808", "-", "--1"})
  void whatIsNoWholeNumberIsRefused(String text) {
    assertThrows(
        TypeConversionException.class,
        () -> new Converters.WholeLong(Long.MIN_VALUE, Long.MAX_VALUE).convert(text));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(
        Files.createTempFile(dir, "test", ".properties"), text, StandardCharsets.UTF_8);
  }
}

package dev.signalbox.standalone;

import dev.signalbox.standalone.identity.CallCenterOption;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.serve.ServeSettings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final List<Setting<?>> ALL = ServeSettings.ALL;

  @TempDir Path dir;

  static List<Setting<?>> all() {
    return ALL;
  }

  @Test
  void withNothingSetEverySettingHasItsDefault() throws Exception {
    Settings settings = Settings.read(ALL, Map.of(), Map.of("PATH", "/bin"));
    assertEquals("127.0.0.1", settings.one(ServeSettings.HOST));
    assertEquals(8080, settings.one(ServeSettings.PORT));
    assertEquals(List.of(), settings.all(ServeSettings.CALL_CENTER));
    assertEquals(Duration.ofSeconds(10), settings.one(ServeSettings.DRAIN));
    assertEquals(false, settings.one(ServeSettings.STRICT));
    assertEquals(Optional.empty(), settings.optional(ServeSettings.MAX_BATCHES));
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
    Settings settings =
        Settings.read(
            ALL,
            Map.of("port", List.of("1003"), "service", List.of("C"), "strict", List.of("false")),
            environment);
    assertEquals(1003, settings.one(ServeSettings.PORT));
    assertEquals(List.of("C"), settings.all(ServeSettings.SERVICE));
    assertEquals(false, settings.one(ServeSettings.STRICT));
    assertEquals(12, settings.one(ServeSettings.MAX_BODY));
    assertEquals(Duration.ofSeconds(5), settings.one(ServeSettings.DRAIN));

    Settings lower = Settings.read(ALL, Map.of(), environment);
    assertEquals(1002, lower.one(ServeSettings.PORT));
    assertEquals(List.of("E1", "E2"), lower.all(ServeSettings.SERVICE));
    assertEquals(true, lower.one(ServeSettings.STRICT));

    Settings lowest = Settings.read(ALL, Map.of("config", List.of(file.toString())), Map.of());
    assertEquals(1001, lowest.one(ServeSettings.PORT));
    assertEquals(List.of("F"), lowest.all(ServeSettings.SERVICE));
  }

  /** Every setting can be set in each of the three ways, and by its own name. */
  @ParameterizedTest
  @MethodSource("all")
  void everySettingHasThreeNames(Setting<?> setting) throws Exception {
    if (setting.equals(Settings.CONFIG)) {
      return;
    }
    String value = example(setting);
    Object expected = setting.reading().read(value);
    Path file = file(setting.name() + "=" + value + "\n");
    for (Settings settings :
        List.of(
            Settings.read(ALL, Map.of(setting.name(), List.of(value)), Map.of()),
            Settings.read(ALL, Map.of(), Map.of(setting.variable(), value)),
            Settings.read(ALL, Map.of("config", List.of(file.toString())), Map.of()))) {
      assertEquals(Optional.of(expected), settings.optional(setting).map(v -> (Object) v));
    }
    assertEquals(
        "SIGNALBOX_" + setting.option().substring(2).replace('-', '_').toUpperCase(Locale.ROOT),
        setting.variable());
  }

  /** A value that is not the default. */
  private static String example(Setting<?> setting) {
    return switch (setting.label()) {
      case "true|false" -> "true";
      case "jdk|netty" -> "netty";
      case "TOKEN" -> "0123456789abcdef";
      case "URL" -> "https://example.com/hook";
      case "HANDLER.NAME=VALUE" -> "pager.team=a";
      case "v58|v67" -> "v58";
      case "reject|sort" -> "sort";
      case CallCenterOption.LABEL -> "00D000000000000EAA:Center:key.pem";
      case "NAME=VALUE" -> "a=b";
      case "ORG:API_NAME" -> "00D000000000000EAA:Center";
      case "queue|sync" -> "sync";
      default -> "7";
    };
  }

  @Test
  void manyValuesAreSeparatedByCommasOrByLineEnds() throws Exception {
    assertEquals(List.of("a", "b c"), services("a, b c ,"));
    assertEquals(List.of("a,b", "c"), services("a,b\n c\n\n"));
    assertEquals(List.of("a,b"), services("a,b\n"));
  }

  private static List<String> services(String text) throws CommandFailure {
    return Settings.read(ALL, Map.of(), Map.of("SIGNALBOX_SERVICE", text))
        .all(ServeSettings.SERVICE);
  }

  @Test
  void whatIsEmptyIsNotSet() throws Exception {
    Path file = file("drain=\nport=9\n");
    Settings settings =
        Settings.read(
            ALL,
            Map.of("config", List.of(file.toString())),
            Map.of("SIGNALBOX_PORT", "", "SIGNALBOX_AUDIENCE", " ", "SIGNALBOX_CONFIG", ""));
    assertEquals(9, settings.one(ServeSettings.PORT));
    assertEquals(Duration.ofSeconds(10), settings.one(ServeSettings.DRAIN));
    assertEquals(List.of(), settings.all(ServeSettings.AUDIENCE));
  }

  @Test
  void anUnknownVariableIsRefusedWithTheNearest() {
    refused(
        "unknown environment variable SIGNALBOX_MAXBODY; the nearest that there is:"
            + " SIGNALBOX_MAX_BODY",
        ExitCode.USAGE,
        Map.of(),
        Map.of("SIGNALBOX_MAXBODY", "1"));
  }

  @Test
  void anUnknownPropertyIsRefusedWithTheNearest() throws Exception {
    Path file = file("max.body=1\n");
    refused(
        "unknown property max.body in " + file + "; the nearest that there is: max-body",
        ExitCode.USAGE,
        config(file),
        Map.of());
    Path itself = file("config=other\n");
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> Settings.read(ALL, config(itself), Map.of()));
    assertTrue(failure.getMessage().startsWith("unknown property config"), failure.getMessage());
  }

  @Test
  void aWrongValueSaysWhereItStands() throws Exception {
    String wanted = ": must be a whole number from 0 to 65535, not \"x\"";
    refused("--port" + wanted, ExitCode.USAGE, Map.of("port", List.of("x")), Map.of());
    refused("SIGNALBOX_PORT" + wanted, ExitCode.USAGE, Map.of(), Map.of("SIGNALBOX_PORT", "x"));
    Path file = file("port=x\n");
    refused("port in " + file + wanted, ExitCode.USAGE, config(file), Map.of());
  }

  @Test
  void aFileThatIsNoneIsRefused() throws Exception {
    Path missing = dir.resolve("missing");
    refused(
        "the file " + missing + " can't be read: there is no such file",
        ExitCode.FAILURE,
        config(missing),
        Map.of());
    Path binary = Files.write(dir.resolve("binary"), new byte[] {'a', '=', (byte) 0xff});
    refused("the file " + binary + " is not in UTF-8", ExitCode.USAGE, config(binary), Map.of());
    Path malformed = file("port=\\u12\n");
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> Settings.read(ALL, config(malformed), Map.of()));
    assertTrue(failure.getMessage().contains("is no properties file"), failure.getMessage());
    assertEquals(ExitCode.USAGE, failure.exitCode());
    Path twice = file("port=1\nhost=h\nport=1\n");
    refused("the property port stands twice in " + twice, ExitCode.USAGE, config(twice), Map.of());
  }

  @Property
  void aWholeNumberIsReadExactlyWithinItsBounds(
      @ForAll long value, @ForAll @LongRange(min = -1000) long a, @ForAll long b) {
    long min = Math.min(a, b);
    long max = Math.max(a, b);
    Setting.Reading<Long> reading = Readings.whole(min, max);
    for (long candidate : new long[] {value, min, max}) {
      String text = Long.toString(candidate);
      if (candidate >= min && candidate <= max) {
        assertEquals(candidate, reading.read(text));
      } else {
        assertThrows(IllegalArgumentException.class, () -> reading.read(text));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " 1", "1 ", "+1", "1.0", "1e3", "0x1", "１", "9223372036854775808", "-", "--1"})
  void whatIsNoWholeNumberIsRefused(String text) {
    assertThrows(
        IllegalArgumentException.class,
        () -> Readings.whole(Long.MIN_VALUE, Long.MAX_VALUE).read(text));
  }

  private static Map<String, List<String>> config(Path file) {
    return Map.of("config", List.of(file.toString()));
  }

  private static void refused(
      String message,
      int exitCode,
      Map<String, List<String>> commandLine,
      Map<String, String> environment) {
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> Settings.read(ALL, commandLine, environment));
    assertEquals(message, failure.getMessage());
    assertEquals(exitCode, failure.exitCode());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(
        Files.createTempFile(dir, "test", ".properties"), text, StandardCharsets.UTF_8);
  }
}

package dev.signalbox.standalone.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.standalone.cli.SettingDefaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The document tells of every option what the program does. */
class OperatingDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "operating.md");
  private static final String HEAD = "| Option | Variable, property | Default | Meaning |";

  @Test
  void theTableOfOptionsIsThePrograms() throws Exception {
    List<String> table =
        Files.readAllLines(DOCUMENT).stream()
            .dropWhile(line -> !line.equals(HEAD))
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    String expected =
        Stream.concat(
                Stream.of(HEAD, "| --- | --- | --- | --- |"),
                ServeOptionsTest.options().stream().map(OperatingDocumentTest::row))
            .collect(Collectors.joining("\n"));
    String now = String.join("\n", table);
    if ("write".equals(System.getProperty("standalone.docs"))) {
      Files.writeString(DOCUMENT, Files.readString(DOCUMENT).replace(now, expected));
    } else {
      assertEquals(expected, now, "bring it up to date with -Dstandalone.docs=write");
    }
  }

  private static String row(OptionSpec option) {
    String value =
        option.type() == Boolean.class ? "" : " " + option.paramLabel().replace("|", "\\|");
    String property =
        option.longestName().equals(SettingDefaults.CONFIG)
            ? ""
            : ", `" + SettingDefaults.property(option) + "`";
    return "| `"
        + option.longestName()
        + value
        + "` | `"
        + SettingDefaults.variable(option)
        + "`"
        + property
        + " | "
        + Optional.ofNullable(option.defaultValue()).map(text -> "`" + text + "`").orElse("")
        + " | "
        + String.join(" ", option.description())
        + " |";
  }
}

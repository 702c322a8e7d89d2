package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.Setting;
import dev.signalbox.standalone.Settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
                ServeSettings.ALL.stream().map(OperatingDocumentTest::row))
            .collect(Collectors.joining("\n"));
    assertEquals(expected, String.join("\n", table));
  }

  private static String row(Setting<?> setting) {
    String value =
        setting.kind() == Setting.Kind.FLAG ? "" : " " + setting.label().replace("|", "\\|");
    String property = setting.equals(Settings.CONFIG) ? "" : ", `" + setting.name() + "`";
    return "| `"
        + setting.option()
        + value
        + "` | `"
        + setting.variable()
        + "`"
        + property
        + " | "
        + setting.standard().map(standard -> "`" + standard + "`").orElse("")
        + " | "
        + setting.description()
        + " |";
  }
}

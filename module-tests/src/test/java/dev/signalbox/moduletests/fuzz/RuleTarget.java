package dev.signalbox.moduletests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.rules.RuleFolder;
import dev.signalbox.rules.model.Criteria;
import dev.signalbox.rules.model.RuleReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Criteria, and files of rules (RUL-1). */
public final class RuleTarget {
  private static final Path FOLDER = folder();
  private static final Path FILE = FOLDER.resolve("a.ConvIntelligenceSignalRule");

  private RuleTarget() {}

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("signalbox-fuzz");
      folder.toFile().deleteOnExit();
      folder.resolve("a.ConvIntelligenceSignalRule").toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One input: a file; or, where it does not begin as XML does, criteria. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0 || input[0] != '<') {
      criteria(new String(input, UTF_8));
      return;
    }
    try {
      Files.write(FILE, input);
      RuleReading reading = RuleFolder.of(FOLDER).read();
      Held.that(reading.rules().size() + reading.errors().size() > 0, "a file is passed over");
      Held.that(reading.rules().isEmpty() || reading.errors().isEmpty(), "a rule with errors");
      Held.equal(reading, RuleFolder.of(FOLDER).read(), "a second reading differs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void criteria(String text) {
    Criteria criteria;
    try {
      criteria = Criteria.parse(text);
    } catch (IllegalArgumentException asDocumented) {
      Held.that(String.valueOf(asDocumented.getMessage()).length() <= 2000, "a long sentence");
      return;
    }
    Held.equal(criteria, Criteria.parse(criteria.toString()), "criteria change when written");
  }
}

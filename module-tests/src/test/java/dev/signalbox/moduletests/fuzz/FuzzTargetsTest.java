package dev.signalbox.moduletests.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each target with its corpus, and with changes of it that are the same each time. */
class FuzzTargetsTest {
  private static final int CHANGED = 300;

  private interface Target {
    void run(byte[] input) throws Throwable;
  }

  /** The targets; the corpus of each is the folder of its name in lower case. */
  private enum Targets {
    HTTP(HttpTarget::fuzzerTestOneInput),
    JSON(JsonTarget::fuzzerTestOneInput),
    KEY(KeyTarget::fuzzerTestOneInput),
    PROPERTIES(PropertiesTarget::fuzzerTestOneInput),
    RULE(RuleTarget::fuzzerTestOneInput),
    TOKEN(TokenTarget::fuzzerTestOneInput),
    XML(XmlTarget::fuzzerTestOneInput);

    @SuppressWarnings("ImmutableEnumChecker") // a method
    private final Target target;

    Targets(Target target) {
      this.target = target;
    }

    List<byte[]> corpus() throws IOException, URISyntaxException {
      var folder = Objects.requireNonNull(getClass().getResource(name().toLowerCase(Locale.ROOT)));
      try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
        return files.sorted().map(FuzzTargetsTest::content).toList();
      }
    }
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Targets.class)
  void nothingOfTheCorpusBreaksATarget(Targets target) throws Exception {
    List<byte[]> corpus = target.corpus();
    assertFalse(corpus.isEmpty());
    for (byte[] input : corpus) {
      run(target, input);
    }
  }

  @ParameterizedTest
  @EnumSource(Targets.class)
  void nothingThatIsCloseToTheCorpusBreaksATarget(Targets target) throws Exception {
    List<byte[]> corpus = target.corpus();
    Random random = new Random(1);
    for (int i = 0; i < CHANGED; i++) {
      byte[] input = corpus.get(i % corpus.size());
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        input = changed(input, corpus.get(random.nextInt(corpus.size())), random);
      }
      run(target, input);
    }
  }

  private static void run(Targets target, byte[] input) {
    try {
      target.target.run(input);
    } catch (Throwable broken) {
      throw new AssertionError(target + " with " + HexFormat.of().formatHex(input), broken);
    }
  }

  /** With some bytes replaced by others, by a part of another input, or by none. */
  private static byte[] changed(byte[] input, byte[] other, Random random) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(4));
    byte[] piece = new byte[random.nextInt(4)];
    random.nextBytes(piece);
    if (random.nextBoolean() && other.length > 0) {
      int start = random.nextInt(other.length);
      piece = Arrays.copyOfRange(other, start, Math.min(other.length, start + random.nextInt(40)));
    }
    byte[] out = Arrays.copyOf(input, from + piece.length + input.length - to);
    System.arraycopy(piece, 0, out, from, piece.length);
    System.arraycopy(input, to, out, from + piece.length, input.length - to);
    return out;
  }
}

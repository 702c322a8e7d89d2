package dev.signalbox.benchmarks;

import dev.signalbox.transport.http.TokenSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens of a comparison: signing one costs far more than judging it, so it is done before.
 *
 * @param keys sign and verify them
 * @param reused one without a jti
 * @param file one with a jti on each line
 * @param count how many those are
 */
record Tokens(KeyPair keys, String reused, Path file, int count) {
  /** Enough for a warm-up and a measurement of that length on one processor. */
  static Tokens in(Path work, int seconds) throws IOException {
    int count = 2 * seconds * 25_000;
    System.err.println("signing " + count + " tokens");
    TokenSigner signer = signer(Samples.KEYS, true);
    List<String> distinct =
        IntStream.range(0, count).parallel().mapToObj(i -> signer.sign()).toList();
    Path file = work.resolve("tokens");
    Files.write(file, distinct);
    return new Tokens(Samples.KEYS, signer(Samples.KEYS, false).sign(), file, count);
  }

  private static TokenSigner signer(KeyPair keys, boolean jti) {
    return TokenSigner.builder(Samples.CALL_CENTER, keys.getPrivate())
        .lifetime(Duration.ofHours(4))
        .jti(jti)
        .build();
  }
}

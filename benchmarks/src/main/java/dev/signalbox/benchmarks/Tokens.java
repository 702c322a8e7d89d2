package dev.signalbox.benchmarks;

import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.tokens.TokenSigner;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.IntStream;

/**
 * The tokens of a comparison: signing one costs far more than judging it, so it is done before, and
 * they are kept with their key for as long as they are valid.
 *
 * @param keys sign and verify them
 * @param reused one without a jti
 * @param unsigned one that says that it needs no signature
 * @param expired one of the day before
 * @param file those with a jti, each with the end of its header's line
 * @param length how many bytes each of those has in the file
 * @param count how many those are
 */
record Tokens(
    KeyPair keys,
    String reused,
    String unsigned,
    String expired,
    Path file,
    int length,
    int count) {
  private static final String LINE_END = "\r\n";

  /** Long enough for the longest comparison. */
  private static final Duration LEAST = Duration.ofHours(4);

  private static final int AT_ONCE = 10_000;

  /**
   * Tokens in a folder: those that are there already, and as many more as are missing.
   *
   * @param least how many with a jti there are at least
   */
  static Tokens in(Path work, int least) throws IOException, GeneralSecurityException {
    provider().ifPresent(fast -> Security.insertProviderAt(fast, 1));
    Path folder = Files.createDirectories(work.resolve("tokens"));
    Path file = folder.resolve("distinct");
    Path privateKey = folder.resolve("private");
    Path publicKey = folder.resolve("public");
    Path until = folder.resolve("until");
    boolean usable =
        Files.exists(until)
            && Instant.parse(Files.readString(until)).isAfter(Instant.now().plus(LEAST));
    if (!usable) {
      Files.deleteIfExists(until);
      Files.deleteIfExists(file);
      Files.write(privateKey, Samples.KEYS.getPrivate().getEncoded());
      Files.write(publicKey, Samples.KEYS.getPublic().getEncoded());
      Files.writeString(
          until, Instant.now().plus(TokenSigner.MAX_LIFETIME).minusSeconds(60).toString());
    }
    KeyFactory factory = KeyFactory.getInstance("RSA");
    KeyPair keys =
        new KeyPair(
            factory.generatePublic(new X509EncodedKeySpec(Files.readAllBytes(publicKey))),
            factory.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(privateKey))));
    int length = sign(signer(keys, true)).length;
    int count = fill(file, length, least, signer(keys, true));
    return new Tokens(
        keys,
        signer(keys, false).sign(),
        Samples.unsignedToken(keys),
        Samples.expiredToken(keys),
        file,
        length,
        count);
  }

  /** The native security provider, where its jar is on the class path. */
  static Optional<Provider> provider() {
    return ServiceLoader.load(Provider.class).stream()
        .filter(found -> found.type().getName().startsWith("com.amazon."))
        .map(ServiceLoader.Provider::get)
        .findFirst();
  }

  private static int fill(Path file, int length, int least, TokenSigner signer) throws IOException {
    int count = Files.exists(file) ? (int) (Files.size(file) / length) : 0;
    if (count >= least) {
      return count;
    }
    System.err.println("signing " + (least - count) + " tokens, which are kept");
    if (count > 0) {
      // What was being written when an earlier run was stopped.
      try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
        whole.setLength((long) count * length);
      }
    }
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            1 << 20)) {
      while (count < least) {
        List<byte[]> some =
            IntStream.range(0, Math.min(AT_ONCE, least - count))
                .parallel()
                .mapToObj(i -> sign(signer))
                .toList();
        for (byte[] token : some) {
          if (token.length != length) {
            throw new IllegalStateException("tokens differ in length");
          }
          out.write(token);
        }
        count += some.size();
      }
    }
    return count;
  }

  private static byte[] sign(TokenSigner signer) {
    return (signer.sign() + LINE_END).getBytes(StandardCharsets.US_ASCII);
  }

  /** A new one, which no other run has used. */
  String once() {
    return signer(keys, true).sign();
  }

  /** The first tokens of the file. */
  List<String> first(int number) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(number * length);
      for (int i = 0; i < number; i++) {
        tokens.add(
            new String(bytes, i * length, length - LINE_END.length(), StandardCharsets.US_ASCII));
      }
    }
    return tokens;
  }

  String publicPem() {
    return CallCenterKey.of(keys.getPublic()).toPem();
  }

  private static TokenSigner signer(KeyPair keys, boolean jti) {
    return TokenSigner.builder(Samples.CALL_CENTER, keys.getPrivate())
        .lifetime(TokenSigner.MAX_LIFETIME)
        .jti(jti)
        .build();
  }
}

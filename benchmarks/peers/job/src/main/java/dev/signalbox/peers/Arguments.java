package dev.signalbox.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * What every peer is started with: a mode and a file with the public key. It prints {@code ready
 * PORT} when it listens on a port of the loopback address.
 *
 * @param mode what it does
 * @param key verifies tokens
 */
public record Arguments(Mode mode, RSAPublicKey key) {
  /** The body of an accepted request's answer. */
  public static final String ACCEPTED = "{\"status\":\"202 Accepted\"}";

  /** What a peer does. */
  public enum Mode {
    /** Reads the request and answers 202. */
    HTTP,
    /** The whole job, every token verified. */
    JOB,
    /** The whole job, reused tokens verified once. */
    CACHED,
    /** The same, and a row in SQLite for each batch before it is answered. */
    DURABLE
  }

  /**
   * Reads the command line.
   *
   * @param args mode and key file
   * @return what it says
   * @throws IOException when the file can't be read
   * @throws GeneralSecurityException when it holds no RSA key
   */
  public static Arguments of(String... args) throws IOException, GeneralSecurityException {
    String pem = Files.readString(Path.of(args[1])).replaceAll("-----[A-Z ]+-----|\\s", "");
    return new Arguments(
        Mode.valueOf(args[0]),
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))));
  }

  /** The job, or one that is never asked. */
  public Job job() {
    return new Job(key, mode == Mode.CACHED || mode == Mode.DURABLE);
  }

  /**
   * Tells that the peer listens.
   *
   * @param port the port
   */
  public static void ready(int port) {
    System.out.println("ready " + port);
  }
}

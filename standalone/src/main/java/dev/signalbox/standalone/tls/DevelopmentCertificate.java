package dev.signalbox.standalone.tls;

import dev.signalbox.core.internal.pem.Pem;
import dev.signalbox.core.internal.pem.RsaKeys;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.FilePermissions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.ShellWords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A self-made certificate and its key, for development: they are kept, so that clients have to be
 * told once to trust it.
 *
 * @param certificate the certificate's file, in PEM form
 * @param key its private key's file
 * @param trust a PKCS#12 file with the certificate, for Java
 */
public record DevelopmentCertificate(Path certificate, Path key, Path trust) {
  /** Of the file for Java; it protects nothing, as a certificate is no secret. */
  public static final String TRUST_PASSWORD = "signalbox";

  private static final Duration LIFETIME = Duration.ofDays(365);
  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
  private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::", "[::]");

  /**
   * The files of a folder.
   *
   * @param folder such as {@code .signalbox}
   */
  public static DevelopmentCertificate in(Path folder) {
    return new DevelopmentCertificate(
        folder.resolve("tls-cert.pem"),
        folder.resolve("tls-key.pem"),
        folder.resolve("tls-trust.p12"));
  }

  /** The certificate of a folder, which is made where there is none that fits. */
  static DevelopmentCertificate open(Path folder, String host, Clock clock) throws CommandFailure {
    DevelopmentCertificate files = in(folder);
    Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    if (!ALL_ADDRESSES.contains(host)) {
      names.add(host.replace("[", "").replace("]", ""));
    }
    try {
      if (!files.fits(names, clock)) {
        Files.createDirectories(folder);
        files.make(names, clock);
      }
      return files;
    } catch (IOException e) {
      throw CommandFailure.failure(
          "--dev-tls: a certificate can't be kept in " + folder + ": " + IoErrors.of(e));
    } catch (GeneralSecurityException e) {
      throw CommandFailure.failure("--dev-tls: no certificate can be made: " + e.getMessage());
    }
  }

  private boolean fits(Set<String> names, Clock clock) throws IOException {
    if (!Files.exists(certificate) || !Files.exists(key) || !Files.exists(trust)) {
      return false;
    }
    try {
      X509Certificate found =
          RsaKeys.certificate(Pem.blocks(Files.readString(certificate)).get(0).der());
      Collection<List<?>> known = found.getSubjectAlternativeNames();
      return known != null
          && clock.instant().plus(RENEWED_BEFORE).isBefore(found.getNotAfter().toInstant())
          && known.stream()
              .map(name -> name.get(1).toString().replace("0:0:0:0:0:0:0:1", "::1"))
              .toList()
              .containsAll(names);
    } catch (GeneralSecurityException | RuntimeException unreadable) {
      return false;
    }
  }

  private void make(Set<String> names, Clock clock) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    byte[] der = SelfSigned.certificate(pair, names, clock.instant(), LIFETIME);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("signalbox", RsaKeys.certificate(der));
    ByteArrayOutputStream trusted = new ByteArrayOutputStream();
    store.store(trusted, TRUST_PASSWORD.toCharArray());
    write(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()), "rw-------");
    write(certificate, pem("CERTIFICATE", der), "rw-r--r--");
    write(trust, trusted.toByteArray(), "rw-r--r--");
  }

  private static byte[] pem(String label, byte[] der) {
    return Pem.write(label, der).getBytes(StandardCharsets.US_ASCII);
  }

  /** A file appears whole or not at all. */
  private static void write(Path file, byte[] content, String mode) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    if (FilePermissions.isPosix(file)) {
      Files.createFile(
          unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    }
    Files.write(unfinished, content);
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What makes clients trust it, one line for each kind. */
  public String help(String url) {
    String pem = ShellWords.quote(certificate.normalize().toString());
    return "The certificate is self-made, and good for development alone. To make clients trust"
        + " it:\n  curl --cacert "
        + pem
        + " "
        + url
        + "/healthz\n  NODE_EXTRA_CA_CERTS="
        + pem
        + " node …\n  java -Djavax.net.ssl.trustStore="
        + ShellWords.quote(trust.normalize().toString())
        + " -Djavax.net.ssl.trustStorePassword="
        + TRUST_PASSWORD
        + " …";
  }
}

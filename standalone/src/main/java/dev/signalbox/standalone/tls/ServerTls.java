package dev.signalbox.standalone.tls;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.FilePermissions;
import dev.signalbox.standalone.cli.FileWatch;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.SecretFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The server's TLS: with a certificate from files, which are watched, or with a self-made one. */
public final class ServerTls implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("signalbox");

  private final Source source;
  private final Optional<DevelopmentCertificate> development;
  private final ReloadingKeyManager keys;
  private final SSLContext context;
  private final Clock clock;
  private final FileWatch watch;
  private String lastTrouble = "";

  private ServerTls(
      Source source,
      Optional<DevelopmentCertificate> development,
      ServerCertificate certificate,
      Clock clock) {
    this.source = source;
    this.development = development;
    this.clock = clock;
    keys = new ReloadingKeyManager(certificate);
    try {
      context = SSLContext.getInstance("TLS");
      // Clients are known by their tokens, so no authority has to be trusted.
      context.init(new KeyManager[] {keys}, new TrustManager[0], null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
    watch = FileWatch.start(source::files, this::reread);
  }

  /** Where the certificate and its key come from. */
  private interface Source {
    List<Path> files();

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when they can't be used
     */
    ServerCertificate read() throws IOException, CommandFailure;
  }

  /**
   * TLS as the operator wants it.
   *
   * @param folder where a self-made certificate is kept
   * @param host where the server listens, as the operator named it
   * @return empty for plain HTTP
   * @throws CommandFailure when the options contradict each other, or files can't be used
   */
  public static Optional<ServerTls> open(TlsOptions options, Path folder, String host, Clock clock)
      throws CommandFailure {
    refuseContradictions(options);
    Optional<DevelopmentCertificate> development = Optional.empty();
    Source source;
    if (options.devTls.get()) {
      DevelopmentCertificate made = DevelopmentCertificate.open(folder, host, clock);
      development = Optional.of(made);
      source = pem(made.certificate(), made.key(), Optional.empty());
    } else if (options.keystore.find().isPresent()) {
      source = keyStore(options);
    } else if (options.cert.find().isPresent()) {
      Path certificate = options.cert.find().get();
      source =
          pem(certificate, options.key.find().orElse(certificate), options.keyPasswordFile.find());
    } else {
      return Optional.empty();
    }
    FilePermissions.warnWhereEveryoneReads(source.files().get(0), "a private key");
    ServerCertificate certificate;
    try {
      certificate = source.read();
    } catch (IOException e) {
      throw CommandFailure.failure("--tls-…: a file can't be read: " + IoErrors.of(e));
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.failure(
          source.files().get(0) + " can't be used for TLS: " + wrong.getMessage());
    }
    ServerTls tls = new ServerTls(source, development, certificate, clock);
    tls.warnOfExpiry(certificate);
    return Optional.of(tls);
  }

  private static void refuseContradictions(TlsOptions options) throws CommandFailure {
    List<String> given = new ArrayList<>();
    options.cert.find().ifPresent(file -> given.add("--tls-cert"));
    options.keystore.find().ifPresent(file -> given.add("--tls-keystore"));
    if (options.devTls.get()) {
      given.add("--dev-tls");
    }
    if (given.size() > 1) {
      throw CommandFailure.usage(String.join(" and ", given) + ": give one of them");
    }
    needs(options.key.find(), "--tls-key", options.cert.find(), "--tls-cert");
    needs(
        options.keyPasswordFile.find(),
        "--tls-key-password-file",
        options.cert.find(),
        "--tls-cert");
    needs(
        options.keystorePassword.find(),
        "--tls-keystore-password",
        options.keystore.find(),
        "--tls-keystore");
    needs(
        options.keystorePasswordFile.find(),
        "--tls-keystore-password-file",
        options.keystore.find(),
        "--tls-keystore");
    if (options.keystorePassword.find().isPresent()
        && options.keystorePasswordFile.find().isPresent()) {
      throw CommandFailure.usage(
          "--tls-keystore-password and --tls-keystore-password-file: give one of them");
    }
  }

  private static void needs(Optional<?> one, String name, Optional<?> other, String otherName)
      throws CommandFailure {
    if (one.isPresent() && other.isEmpty()) {
      throw CommandFailure.usage(name + " goes with " + otherName);
    }
  }

  private static Source pem(Path certificate, Path key, Optional<Path> passwordFile) {
    return new Source() {
      @Override
      public List<Path> files() {
        // The key first: its permissions matter.
        List<Path> files = new ArrayList<>(List.of(key));
        passwordFile.ifPresent(files::add);
        if (!key.equals(certificate)) {
          files.add(certificate);
        }
        return files;
      }

      @Override
      public ServerCertificate read() throws IOException, CommandFailure {
        Optional<String> password =
            passwordFile.isPresent()
                ? Optional.of(
                    SecretFile.firstLine(
                        "--tls-key-password-file", passwordFile.get(), "a password"))
                : Optional.empty();
        return CertificateFiles.ofPem(
            Files.readAllBytes(certificate), Files.readAllBytes(key), password);
      }
    };
  }

  private static Source keyStore(TlsOptions options) {
    Path file = options.keystore.find().orElseThrow();
    return new Source() {
      @Override
      public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(file));
        options.keystorePasswordFile.find().ifPresent(files::add);
        return files;
      }

      @Override
      public ServerCertificate read() throws IOException, CommandFailure {
        Optional<String> password = options.keystorePassword.find();
        if (options.keystorePasswordFile.find().isPresent()) {
          password =
              Optional.of(
                  SecretFile.firstLine(
                      "--tls-keystore-password-file",
                      options.keystorePasswordFile.find().get(),
                      "a password"));
        }
        return CertificateFiles.ofKeyStore(Files.readAllBytes(file), password);
      }
    };
  }

  /** After a change. Half of it, such as a certificate without its new key, is waited out. */
  private boolean reread() {
    try {
      ServerCertificate certificate = source.read();
      keys.use(certificate);
      lastTrouble = "";
      LOG.log(Level.INFO, "TLS goes on with the certificate of " + certificate);
      warnOfExpiry(certificate);
      return true;
    } catch (IOException | CommandFailure | IllegalArgumentException e) {
      String trouble =
          e instanceof IOException io ? IoErrors.of(io) : String.valueOf(e.getMessage());
      if (!trouble.equals(lastTrouble)) {
        lastTrouble = trouble;
        LOG.log(
            Level.WARNING,
            "TLS goes on with the certificate that it has, because the changed files can't be used: "
                + trouble);
      }
      return false;
    }
  }

  private void warnOfExpiry(ServerCertificate certificate) {
    if (clock.instant().isAfter(certificate.expiresAt())) {
      LOG.log(Level.WARNING, "the certificate for TLS has expired: " + certificate);
    }
  }

  /** What connections are made with. */
  public SSLContext context() {
    return context;
  }

  /** For a self-made certificate, what makes clients trust it. */
  public Optional<DevelopmentCertificate> development() {
    return development;
  }

  @Override
  public void close() {
    watch.close();
  }
}

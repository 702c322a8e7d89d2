package dev.signalbox.standalone.tls;

import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.OptionList;
import java.nio.file.Path;

/** The options of TLS. */
public final class TlsOptions {
  final OptionList.Value<Path> cert;

  final OptionList.Value<Path> key;

  final OptionList.Value<Path> keyPasswordFile;

  final OptionList.Value<Path> keystore;

  final OptionList.Value<String> keystorePassword;

  final OptionList.Value<Path> keystorePasswordFile;

  final OptionList.Value<Boolean> devTls;

  /** Whether the certificate is to be self-made. */
  public boolean isDevelopment() {
    return devTls.get();
  }

  /** Adds the options to a command's. */
  public TlsOptions(OptionList options) {
    cert =
        options.optional(
            "--tls-cert",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "Speak TLS 1.2 and 1.3 with this certificate, in PEM form, followed by those that lead from it to an authority. It is read again when the file changes.");
    key =
        options.optional(
            "--tls-key",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "The private key that belongs to --tls-cert, in PEM form: PKCS#8, PKCS#1, or SEC 1 for elliptic curves. Default: it is in the file of the certificate");
    keyPasswordFile =
        options.optional(
            "--tls-key-password-file",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "A file whose first line is the password of an encrypted --tls-key.");
    keystore =
        options.optional(
            "--tls-keystore",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "Instead of --tls-cert: a PKCS#12 file with the private key and its certificates. It is read again when it changes.");
    keystorePassword =
        options.optional(
            "--tls-keystore-password",
            "PASSWORD",
            String.class,
            text -> text,
            "The password of --tls-keystore. The environment or a file keeps it out of the list of processes.");
    keystorePasswordFile =
        options.optional(
            "--tls-keystore-password-file",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "A file whose first line is the password of --tls-keystore.");
    devTls =
        options.flag(
            "--dev-tls",
            "Speak TLS with a self-made certificate, for development; the server prints what makes clients trust it.");
  }
}

package dev.signalbox.standalone.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands the certificate of the moment to each handshake. Connections that there are already go on
 * with theirs. Thread-safe.
 */
final class ReloadingKeyManager extends X509ExtendedKeyManager {
  /** Certificates are numbered, so that a handshake has key and certificate of one pair. */
  private record Numbered(String alias, ServerCertificate certificate) {}

  private volatile Numbered current;
  private volatile @Nullable Numbered before;
  private int number;

  ReloadingKeyManager(ServerCertificate certificate) {
    current = new Numbered("0", certificate);
  }

  synchronized void use(ServerCertificate certificate) {
    before = current;
    current = new Numbered(Integer.toString(++number), certificate);
  }

  private @Nullable ServerCertificate of(String alias) {
    Numbered now = current;
    if (now.alias.equals(alias)) {
      return now.certificate;
    }
    Numbered last = before;
    return last != null && last.alias.equals(alias) ? last.certificate : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    Numbered now = current;
    return now.certificate.key().getAlgorithm().equals(keyType) ? now.alias : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    Numbered now = current;
    return now.certificate.key().getAlgorithm().equals(keyType) ? now.alias : null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {current.alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServerCertificate certificate = of(alias);
    return certificate == null ? null : certificate.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServerCertificate certificate = of(alias);
    return certificate == null ? null : certificate.key();
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}

package dev.signalbox.standalone.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Has the program's clients trust a development server of the same folder, besides what they trust
 * anyway.
 */
public final class DevelopmentTrust {
  private DevelopmentTrust() {}

  /**
   * Sets what the clients of this process trust. Nothing changes where a folder has no certificate.
   *
   * @param folder such as {@code .signalbox}
   */
  public static void install(Path folder) {
    Path file = DevelopmentCertificate.in(folder).trust();
    if (!Files.isReadable(file)) {
      return;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Either(file)}, null);
      SSLContext.setDefault(context);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** Reads both lists when they are needed: most commands speak plain HTTP, and end soon. */
  private static final class Either implements X509TrustManager {
    private final Path file;

    Either(Path file) {
      this.file = file;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      if (ownCertificates().contains(chain[0])) {
        chain[0].checkValidity();
        return;
      }
      standard(null).checkServerTrusted(chain, authType);
    }

    private Set<X509Certificate> ownCertificates() throws CertificateException {
      try (InputStream in = Files.newInputStream(file)) {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(in, DevelopmentCertificate.TRUST_PASSWORD.toCharArray());
        return Set.of(standard(own).getAcceptedIssuers());
      } catch (IOException | GeneralSecurityException unreadable) {
        return Set.of();
      }
    }

    private static X509TrustManager standard(@Nullable KeyStore store) throws CertificateException {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
            .filter(X509TrustManager.class::isInstance)
            .map(X509TrustManager.class::cast)
            .findFirst()
            .orElseThrow();
      } catch (GeneralSecurityException e) {
        throw new CertificateException(e);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("clients alone use this");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

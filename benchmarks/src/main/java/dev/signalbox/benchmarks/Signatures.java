package dev.signalbox.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What it takes to verify an RS256 signature and nothing else, by security provider. */
final class Signatures {
  private static final int TIMES = 4000;
  private static final int ROUNDS = 8;

  private Signatures() {}

  /** Microseconds of processor time for one signature, in the best of some rounds. */
  static Map<String, Double> micros(PublicKey key, List<String> tokens)
      throws GeneralSecurityException {
    Map<String, Double> micros = new LinkedHashMap<>();
    for (Provider provider : Security.getProviders("Signature.SHA256withRSA")) {
      micros.put(provider.getName(), micros(key, tokens, provider));
    }
    return micros;
  }

  private static double micros(PublicKey key, List<String> tokens, Provider provider)
      throws GeneralSecurityException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Signature verifier = Signature.getInstance("SHA256withRSA", provider);
    verifier.initVerify(key);
    byte[][] signed = new byte[tokens.size()][];
    byte[][] signatures = new byte[tokens.size()][];
    for (int i = 0; i < signed.length; i++) {
      String token = tokens.get(i);
      int dot = token.lastIndexOf('.');
      signed[i] = token.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
      signatures[i] = Base64.getUrlDecoder().decode(token.substring(dot + 1));
    }
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < TIMES; i++) {
        verifier.update(signed[i % signed.length]);
        if (!verifier.verify(signatures[i % signed.length])) {
          throw new IllegalStateException(provider + " refuses a good signature");
        }
      }
      best = Math.min(best, threads.getCurrentThreadCpuTime() - before);
    }
    return (double) best / TIMES / TimeUnit.MICROSECONDS.toNanos(1);
  }
}

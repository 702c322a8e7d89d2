package dev.signalbox.tokens;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.concurrent.atomic.AtomicInteger;

/** A key that counts how often it is looked at. */
final class CountedKey implements RSAPublicKey {
  private static final long serialVersionUID = 1L;

  private final RSAPublicKey key;
  private final AtomicInteger uses = new AtomicInteger();

  CountedKey(RSAPublicKey key) {
    this.key = key;
  }

  int uses() {
    return uses.get();
  }

  @Override
  public BigInteger getModulus() {
    uses.incrementAndGet();
    return key.getModulus();
  }

  @Override
  public BigInteger getPublicExponent() {
    uses.incrementAndGet();
    return key.getPublicExponent();
  }

  @Override
  public byte[] getEncoded() {
    uses.incrementAndGet();
    return key.getEncoded();
  }

  @Override
  public String getAlgorithm() {
    return key.getAlgorithm();
  }

  @Override
  public String getFormat() {
    return key.getFormat();
  }
}

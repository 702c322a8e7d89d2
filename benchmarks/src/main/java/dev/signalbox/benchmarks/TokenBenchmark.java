package dev.signalbox.benchmarks;

import dev.signalbox.tokens.TokenVerdict;
import dev.signalbox.tokens.TokenVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Judging a token (AUTH-1 to AUTH-5). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TokenBenchmark {
  /** Which token comes. */
  @Param public Kind kind = Kind.REUSED;

  private final TokenVerifier verifier = Samples.verifier();
  private final List<List<String>> headers = new ArrayList<>();
  private int next;

  /** Kinds of tokens. */
  public enum Kind {
    /** With a jti: the signature is verified each time. */
    DISTINCT,
    /** Without: its signature is verified once. */
    REUSED,
    /** Refused before its signature is looked at. */
    UNSIGNED,
    /** Refused before its signature is looked at; more of them than are remembered. */
    EXPIRED,
    /** Refused for its signature. */
    FORGED
  }

  /** Makes the tokens: a thousand where they differ. */
  @Setup
  public void sign() {
    boolean differ = kind == Kind.DISTINCT || kind == Kind.FORGED || kind == Kind.EXPIRED;
    for (int i = 0; i < (differ ? 1000 : 1); i++) {
      String token =
          switch (kind) {
            case DISTINCT -> Samples.token(true);
            case REUSED -> Samples.token(false);
            case UNSIGNED -> Samples.unsignedToken();
            case EXPIRED -> Samples.expiredToken();
            case FORGED -> Samples.forgedToken();
          };
      headers.add(List.of("Bearer " + token));
    }
    if (kind == Kind.FORGED) {
      // Good ones, after which the native provider is loaded.
      List<String> good = List.of("Bearer " + Samples.token(true));
      for (int i = 0; i < 1000; i++) {
        verifier.verify(good);
      }
    }
    boolean good = kind == Kind.DISTINCT || kind == Kind.REUSED;
    for (List<String> header : headers) {
      if (verifier.verify(header) instanceof TokenVerdict.Accepted != good) {
        throw new IllegalStateException(kind + " was not judged as it should");
      }
    }
  }

  /** One judgement. */
  @Benchmark
  public TokenVerdict verify() {
    next = next + 1 == headers.size() ? 0 : next + 1;
    return verifier.verify(headers.get(next));
  }
}

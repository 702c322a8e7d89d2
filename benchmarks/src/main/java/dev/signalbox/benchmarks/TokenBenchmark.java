package dev.signalbox.benchmarks;

import dev.signalbox.transport.http.TokenVerdict;
import dev.signalbox.transport.http.TokenVerifier;
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
  private List<String> header = List.of();

  /** Kinds of tokens. */
  public enum Kind {
    /** With a jti: the signature is verified each time. */
    DISTINCT,
    /** Without: its signature is verified once. */
    REUSED,
    /** Refused before its signature is looked at. */
    UNSIGNED,
    /** Refused before its signature is looked at. */
    EXPIRED,
    /** Refused for its signature. */
    FORGED
  }

  /** Makes the token. */
  @Setup
  public void sign() {
    header =
        List.of(
            "Bearer "
                + switch (kind) {
                  case DISTINCT -> Samples.token(true);
                  case REUSED -> Samples.token(false);
                  case UNSIGNED -> Samples.unsignedToken();
                  case EXPIRED -> Samples.expiredToken();
                  case FORGED -> Samples.forgedToken();
                });
    boolean good = kind == Kind.DISTINCT || kind == Kind.REUSED;
    if (verifier.verify(header) instanceof TokenVerdict.Accepted != good) {
      throw new IllegalStateException(kind + " was not judged as it should");
    }
  }

  /** One judgement. */
  @Benchmark
  public TokenVerdict verify() {
    return verifier.verify(header);
  }
}

package dev.signalbox.testkit;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** The kit's generators for those whose tests use jqwik, which the kit itself does not need. */
@SuppressWarnings("exports") // its users bring the engine and read its module
public final class JqwikArbitraries {
  private static final int CHOICES = 400;

  private JqwikArbitraries() {}

  /**
   * An arbitrary whose values are a generator's, and which shrinks as jqwik's own do.
   *
   * @param <T> what is made
   * @param gen makes it
   * @return an arbitrary
   */
  public static <T> Arbitrary<T> of(Generator<T> gen) {
    // Uniform, for choices that are scaled down to their bounds; the generators look for the edges.
    return Arbitraries.longs()
        .between(0, Long.MAX_VALUE - 1)
        .withDistribution(net.jqwik.api.RandomDistribution.uniform())
        .list()
        .ofMaxSize(CHOICES)
        .map(record -> gen.from(ChoiceSource.scaled(record)));
  }
}

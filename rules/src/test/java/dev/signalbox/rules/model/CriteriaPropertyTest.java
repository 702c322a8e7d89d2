package dev.signalbox.rules.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** RUL-2's criteria, printed and read again. */
class CriteriaPropertyTest {
  @Provide
  Arbitrary<Criteria> criteria() {
    return criteria(4);
  }

  private static Arbitrary<Criteria> criteria(int depth) {
    Arbitrary<Criteria> term = Arbitraries.integers().between(1, 99).map(Criteria.Term::new);
    if (depth == 0) {
      return term;
    }
    Arbitrary<Criteria> part = Arbitraries.lazy(() -> criteria(depth - 1));
    return Arbitraries.oneOf(
        term,
        part.map(Criteria.Not::new),
        part.list().ofMinSize(2).ofMaxSize(3).map(Criteria.And::new),
        part.list().ofMinSize(2).ofMaxSize(3).map(Criteria.Or::new));
  }

  @Property(tries = 500)
  void criteriaPrintAsTheTextThatTheyAreReadFrom(@ForAll("criteria") Criteria criteria) {
    assertEquals(criteria, Criteria.parse(criteria.toString()));
  }
}

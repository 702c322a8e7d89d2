package dev.signalbox.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionsTest {
  private static final List<String> NAMES =
      List.of("host", "port", "max-body", "call-center", "conversation-ttl", "strict", "service");

  @Property
  void aNameIsNearestToItself(@ForAll("names") String name) {
    assertEquals(Optional.of(name), Suggestions.of(name, NAMES));
  }

  @ParameterizedTest
  @CsvSource({
    "prot, port",
    "hots, host",
    "max_body, max-body",
    "Max-Body, max-body",
    "callcenter, call-center",
    "conversation-tll, conversation-ttl",
    "stric, strict"
  })
  void aSlipIsUnderstood(String written, String meant) {
    assertEquals(Optional.of(meant), Suggestions.of(written, NAMES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "watch", "max", "call", "servers-here"})
  void whatIsFarFromAllIsNotGuessed(String written) {
    assertEquals(Optional.empty(), Suggestions.of(written, NAMES));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(NAMES);
  }
}

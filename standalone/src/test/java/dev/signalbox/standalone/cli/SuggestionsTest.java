package dev.signalbox.standalone.cli;

import dev.signalbox.standalone.serve.ServeSettings;
import dev.signalbox.standalone.Setting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> NAMES = ServeSettings.ALL.stream().map(Setting::name).toList();

  @Property
  void aNameIsNearestToItself(@ForAll("names") String name) {
    assertEquals(name, Suggestions.to(name, NAMES));
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
    assertEquals(meant, Suggestions.to(written, NAMES));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of(NAMES);
  }
}

package dev.signalbox.core.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransportProviderTest {
  private record Named(String name) implements TransportProvider {
    @Override
    public Transport create(TransportConfig config) {
      throw new AssertionError("nobody asked for a transport");
    }
  }

  private static final Named ONE = new Named("one");
  private static final Named TWO = new Named("two");

  private static String refusal(List<TransportProvider> all, Optional<String> name) {
    return assertThrows(IllegalStateException.class, () -> Choice.of(all, name)).getMessage();
  }

  @Test
  void noneNamesTheArtifactToAdd() {
    for (Optional<String> name : List.of(Optional.<String>empty(), Optional.of("one"))) {
      assertEquals(
          "No transport was found: add dev.signalbox:signalbox-transport-inmemory to the module path"
              + " or class path.",
          refusal(List.of(), name));
    }
    // None of the transports is on core's own path.
    assertThrows(IllegalStateException.class, () -> TransportProvider.find(Optional.empty()));
  }

  @Test
  void theOnlyOneIsTaken() {
    assertSame(ONE, Choice.of(List.of(ONE), Optional.empty()));
    assertSame(ONE, Choice.of(List.of(ONE), Optional.of("one")));
  }

  @Test
  void ofManyTheChosenOneIsTaken() {
    assertSame(ONE, Choice.of(List.of(TWO, ONE), Optional.of("one")));
    assertSame(TWO, Choice.of(List.of(TWO, ONE), Optional.of("two")));
  }

  @Test
  void manyWithoutAChoiceAreAnError() {
    assertEquals(
        "There are several transports and none was chosen; found: one, two.",
        refusal(List.of(TWO, ONE), Optional.empty()));
  }

  @Test
  void aChoiceIsHonouredOrRefused() {
    assertEquals(
        "There is no transport \"three\"; found: one, two.",
        refusal(List.of(TWO, ONE), Optional.of("three")));
    assertEquals(
        "There is no transport \"One\"; found: one.", refusal(List.of(ONE), Optional.of("One")));
    assertEquals(
        "There are several transports \"one\"; found: one, one, two.",
        refusal(List.of(ONE, TWO, new Named("one")), Optional.of("one")));
  }
}

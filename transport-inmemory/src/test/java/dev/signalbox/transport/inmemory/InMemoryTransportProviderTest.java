package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.AGES;
import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.accept;
import static dev.signalbox.transport.inmemory.Fixtures.first;
import static dev.signalbox.transport.inmemory.Fixtures.key;
import static dev.signalbox.transport.inmemory.Fixtures.send;
import static dev.signalbox.transport.inmemory.Fixtures.submission;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.transport.inmemory.Fixtures.Listening;
import dev.signalbox.transport.inmemory.Fixtures.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InMemoryTransportProviderTest {
  /** Another implementation's directory, which knows no call. */
  private static final VoiceCallDirectory FOREIGN =
      new VoiceCallDirectory() {
        @Override
        public Optional<VendorCallKey> firstCall(CallCenterId callCenter, VendorCallKey key) {
          return Optional.empty();
        }

        @Override
        public CompletionStage<Registration> register(CallCenterId callCenter, VoiceCall call) {
          return CompletableFuture.failedStage(new UnsupportedOperationException());
        }
      };

  private final InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
  private final Listening listening = new Listening();
  private final TestClock clock = new TestClock();

  private Transport create(VoiceCallDirectory directory, Map<String, String> options) {
    return TransportProvider.find(Optional.of("inmemory"))
        .create(new TransportConfig(directory, listening, clock, options));
  }

  @Test
  void isFoundByNameAndAsTheOnlyOne() {
    assertInstanceOf(
        InMemoryTransportProvider.class, TransportProvider.find(Optional.of("inmemory")));
    assertInstanceOf(InMemoryTransportProvider.class, TransportProvider.find(Optional.empty()));
  }

  @Test
  void sharesTheConversationsOfADirectoryInMemory() {
    Transport transport = create(calls, Map.of());
    first(calls, "a");
    assertEquals(0, send(transport, calls, "a"));
    assertEquals(1, send(transport, calls, "a"));
    assertEquals(1, calls.conversationCount());
    assertEquals(2, listening.undelivered.size());
    transport.close();
  }

  @Test
  void remembersConversationsItselfForAnotherDirectory() {
    Transport transport = create(FOREIGN, Map.of("max-conversations", "1"));
    assertEquals(0, send(transport, FOREIGN, "a"));
    assertEquals(1, send(transport, FOREIGN, "a"));
    assertEquals(Clause.CALL_5, ((Acceptance.Refused) accept(transport, submission("b"))).clause());
    clock.advance(Duration.ofHours(24));
    assertEquals(0, send(transport, FOREIGN, "b"));
    transport.close();
  }

  @Test
  void optionsAreUsed() {
    Transport transport =
        create(
            calls,
            Map.of(
                "max-batches-per-conversation", "1",
                "max-batches", "2",
                "max-bytes", " 100000 ",
                "max-stuck-calls", "0"));
    CompletableFuture<Void> handled = new CompletableFuture<>();
    transport.subscribe(batch -> handled.get());
    assertEquals(0, send(transport, calls, "a"));
    assertInstanceOf(Acceptance.Refused.class, accept(transport, submission("a")));
    assertEquals(0, send(transport, calls, "b"));
    assertInstanceOf(Acceptance.Refused.class, accept(transport, submission("c")));
    handled.complete(null);
    assertEquals(0, transport.shutdown(AGES).count());
    assertEquals(Optional.empty(), calls.firstCall(CALL_CENTER, key("a")));
  }

  @ParameterizedTest
  @CsvSource({
    "max-batches, 0",
    "max-batches, 4294967297",
    "max-bytes, 1k",
    "max-bytes, ''",
    "max-stuck-calls, -1",
    "max-batches-per-conversation, 1.5",
    "max-conversations, 1",
    "Max-Batches, 1",
    "no-such-option, 1"
  })
  void anOptionThatCantBeUsedIsNamed(String name, String value) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> create(calls, Map.of(name, value)));
    assertTrue(e.getMessage().contains(name), e.getMessage());
  }
}

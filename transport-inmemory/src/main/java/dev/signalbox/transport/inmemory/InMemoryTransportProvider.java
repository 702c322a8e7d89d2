package dev.signalbox.transport.inmemory;

import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportProvider;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * Makes {@link InMemoryTransport}s by the name {@code inmemory}.
 *
 * <p>Options, all of them whole numbers: {@code max-batches-per-conversation}, {@code max-batches},
 * {@code max-bytes} and {@code max-stuck-calls}, as {@link InMemoryTransport.Builder} describes
 * them. Where the program's voice-call directory is not an {@link InMemoryVoiceCallDirectory}, the
 * transport remembers the conversations itself, by the config's clock, and takes {@code
 * max-conversations} as well.
 */
public final class InMemoryTransportProvider implements TransportProvider {
  /** A provider; there is no need for more than one. */
  public InMemoryTransportProvider() {}

  @Override
  public String name() {
    return "inmemory";
  }

  @Override
  public Transport create(TransportConfig config) {
    Map<String, String> options = new TreeMap<>(config.options());
    InMemoryVoiceCallDirectory calls;
    if (config.calls() instanceof InMemoryVoiceCallDirectory shared) {
      calls = shared;
    } else {
      InMemoryVoiceCallDirectory.Builder own =
          InMemoryVoiceCallDirectory.builder().clock(config.clock());
      readInt(options, "max-conversations", own::maxConversations);
      calls = own.build();
    }
    InMemoryTransport.Builder transport =
        InMemoryTransport.builder(calls).listener(config.listener());
    readInt(options, "max-batches-per-conversation", transport::maxBatchesPerConversation);
    readInt(options, "max-batches", transport::maxBatches);
    readLong(options, "max-bytes", transport::maxBytes);
    readInt(options, "max-stuck-calls", transport::maxStuckCalls);
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          "The transport \"inmemory\" has no option "
              + String.join(", ", options.keySet())
              + ". Its options are max-batches-per-conversation, max-batches, max-bytes and"
              + " max-stuck-calls.");
    }
    return transport.build();
  }

  private static void readInt(Map<String, String> options, String name, IntConsumer use) {
    readLong(options, name, value -> use.accept(Math.toIntExact(value)));
  }

  private static void readLong(Map<String, String> options, String name, LongConsumer use) {
    String text = options.remove(name);
    if (text == null) {
      return;
    }
    try {
      use.accept(Long.parseLong(text.strip()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "The option " + name + " of the transport \"inmemory\" can't be \"" + text + "\".", e);
    }
  }
}

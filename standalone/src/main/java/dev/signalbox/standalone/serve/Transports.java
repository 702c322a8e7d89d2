package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.sender.HttpTransport;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.identity.KeyFiles;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the transport that the operator wants. */
final class Transports {
  private static final String IN_MEMORY = "inmemory";

  /** The transport that makes the server a relay. */
  private static final String HTTP = "http";

  /** The largest body that is relayed: whatever the endpoint may have let in. */
  private static final int MAX_RELAYED_BODY = 1 << 30;

  /** How many batches of a conversation wait for the upstream endpoint (DLV-5). */
  private static final int DEFAULT_PER_CONVERSATION = 256;

  private final ServeOptions options;
  private final InMemoryVoiceCallDirectory calls;
  private final DeliveryListener listener;
  private final Clock clock;

  Transports(
      ServeOptions options,
      InMemoryVoiceCallDirectory calls,
      DeliveryListener listener,
      Clock clock) {
    this.options = options;
    this.calls = calls;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * The transport.
   *
   * @param callCenters those that may call
   */
  Transport create(Set<CallCenterId> callCenters) throws CommandFailure {
    boolean relays = options.transport.equals(HTTP);
    if (!relays) {
      refuseRelayOptions();
    } else if (callCenters.size() > 1) {
      throw CommandFailure.usage(
          "--call-center: a relay serves one call center, because two may use the same key for"
              + " different calls, which would be one call upstream (CALL-4); run one relay for"
              + " each");
    }
    if (!options.transportOption.isEmpty()) {
      // What comes as text is read by the transport itself.
      return provided();
    }
    if (relays) {
      return relay();
    }
    return options.transport.equals(IN_MEMORY) ? inMemory() : provided();
  }

  private void refuseRelayOptions() throws CommandFailure {
    Map<String, Optional<?>> relay = new LinkedHashMap<>();
    relay.put("--to", options.to);
    relay.put("--to-call-center", options.toCallCenter);
    relay.put("--key", options.key);
    relay.put("--relay", options.relay);
    for (Map.Entry<String, Optional<?>> option : relay.entrySet()) {
      if (option.getValue().isPresent()) {
        throw CommandFailure.usage(option.getKey() + " is for a relay: it needs --transport http");
      }
    }
  }

  private InMemoryTransport inMemory() {
    InMemoryTransport.Builder transport = InMemoryTransport.builder(calls).listener(listener);
    options.maxBatchesPerConversation.ifPresent(transport::maxBatchesPerConversation);
    options.maxBatches.ifPresent(transport::maxBatches);
    options.maxBytes.ifPresent(transport::maxBytes);
    options.maxStuckCalls.ifPresent(transport::maxStuckCalls);
    return transport.build();
  }

  private HttpTransport relay() throws CommandFailure {
    SignalSender.Builder sender =
        SignalSender.builder(
                required(options.to, "--to", "the upstream endpoint's address"),
                required(
                    options.toCallCenter,
                    "--to-call-center",
                    "the call center there, ORG:API_NAME"),
                KeyFiles.privateKey(
                    required(
                        options.key, "--key", "the file with that call center's private key")))
            .clock(clock)
            .maxBody(MAX_RELAYED_BODY);
    HttpTransport.Mode mode = options.relay.orElse(HttpTransport.Mode.QUEUE);
    if (mode == HttpTransport.Mode.QUEUE) {
      // What waits is bounded by the transport in memory.
      sender.maxBytes(Long.MAX_VALUE).maxBatches(Integer.MAX_VALUE);
    } else {
      sender.maxBatchesPerConversation(
          options.maxBatchesPerConversation.orElse(DEFAULT_PER_CONVERSATION));
      options.maxBatches.ifPresent(sender::maxBatches);
      options.maxBytes.ifPresent(sender::maxBytes);
    }
    return HttpTransport.create(inMemory(), sender.build(), mode);
  }

  private static <T> T required(Optional<T> value, String option, String what)
      throws CommandFailure {
    return value.orElseThrow(
        () -> CommandFailure.usage("--transport http needs the option " + option + ": " + what));
  }

  private Transport provided() throws CommandFailure {
    TransportProvider provider;
    try {
      provider = TransportProvider.find(Optional.of(options.transport));
    } catch (IllegalStateException none) {
      throw CommandFailure.usage("--transport: " + none.getMessage());
    }
    try {
      return provider.create(new TransportConfig(calls, listener, clock, texts()));
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("--transport " + provider.name() + ": " + wrong.getMessage());
    }
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, "max-batches-per-conversation", options.maxBatchesPerConversation);
    put(texts, "max-batches", options.maxBatches);
    put(texts, "max-bytes", options.maxBytes);
    put(texts, "max-stuck-calls", options.maxStuckCalls);
    put(texts, "to", options.to);
    put(
        texts,
        "to-call-center",
        options.toCallCenter.map(id -> id.orgId() + ":" + id.apiName()));
    put(texts, "key", options.key);
    put(texts, "relay", options.relay.map(mode -> mode.name().toLowerCase(java.util.Locale.ROOT)));
    options.transportOption.forEach(option -> texts.put(option.getKey(), option.getValue()));
    return texts;
  }

  private static void put(Map<String, String> texts, String name, Optional<?> value) {
    value.ifPresent(given -> texts.put(name, given.toString()));
  }
}

package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.core.spi.TransportConfig;
import dev.signalbox.core.spi.TransportProvider;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.HttpTransport;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SenderOptionsBuilder;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.identity.KeyFiles;
import dev.signalbox.transport.inmemory.InMemoryTransport;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the transport that the operator wants. */
final class Transports {
  private static final String IN_MEMORY = "inmemory";

  /** The largest body that is relayed: whatever the endpoint may have let in. */
  private static final int MAX_RELAYED_BODY = 1 << 30;

  /** How many batches of a conversation wait for the upstream endpoint (DLV-5). */
  private static final int DEFAULT_PER_CONVERSATION = 256;

  private final TransportOptions options;
  private final ServedMemory memory;
  private final DeliveryListener listener;
  private final Clock clock;
  private final boolean development;

  /** What a transport that keeps voice calls and tokens itself is told of them. */
  private final Map<String, String> shared;

  Transports(
      TransportOptions options,
      Map<String, String> shared,
      boolean development,
      ServedMemory memory,
      DeliveryListener listener,
      Clock clock) {
    this.options = options;
    this.memory = memory;
    this.listener = listener;
    this.clock = clock;
    this.shared = shared;
    this.development = development;
  }

  /**
   * The transport.
   *
   * @param callCenters those that may call
   */
  Transport create(Set<CallCenterId> callCenters) throws CommandFailure {
    boolean relays = options.relays();
    if (!relays) {
      refuseRelayOptions();
    } else if (callCenters.size() > 1) {
      throw CommandFailure.usage(
          "--call-center: a relay serves one call center, because two may use the same key for"
              + " different calls, which would be one call upstream (CALL-4); run one relay for"
              + " each");
    }
    boolean kafka = options.transport.get().equals(KafkaOptionList.KAFKA);
    if (!kafka) {
      options.kafka.refuse();
    }
    if (!options.transportOption.find().orElse(List.of()).isEmpty()) {
      // What comes as text is read by the transport itself.
      return provided();
    }
    if (relays) {
      return relay();
    }
    if (!options.transport.get().equals(IN_MEMORY)) {
      return provided();
    }
    Optional<Transport> fromFile = memory.transport(options, listener);
    return fromFile.isPresent() ? fromFile.get() : inMemory();
  }

  private void refuseRelayOptions() throws CommandFailure {
    Map<String, Optional<?>> relay = new LinkedHashMap<>();
    relay.put("--to", options.to.find());
    relay.put("--to-call-center", options.toCallCenter.find());
    if (!development) {
      relay.put("--key", options.key.find());
      relay.put("--key-password-file", options.keyPasswordFile.find());
    }
    relay.put("--relay", options.relay.find());
    for (Map.Entry<String, Optional<?>> option : relay.entrySet()) {
      if (option.getValue().isPresent()) {
        throw CommandFailure.usage(option.getKey() + " is for a relay: it needs --transport http");
      }
    }
  }

  private InMemoryTransport inMemory() {
    InMemoryTransport.Builder transport =
        InMemoryTransport.builder((InMemoryVoiceCallDirectory) memory.calls()).listener(listener);
    options.maxBatchesPerConversation.find().ifPresent(transport::maxBatchesPerConversation);
    options.maxBatches.find().ifPresent(transport::maxBatches);
    options.maxBytes.find().ifPresent(transport::maxBytes);
    options.maxStuckCalls.find().ifPresent(transport::maxStuckCalls);
    return transport.build();
  }

  private HttpTransport relay() throws CommandFailure {
    SenderOptionsBuilder sender =
        SenderOptions.builder(
                required(options.to.find(), "--to", "the upstream endpoint's address"),
                required(
                    options.toCallCenter.find(),
                    "--to-call-center",
                    "the call center there, ORG:API_NAME"),
                KeyFiles.privateKey(
                    required(
                        options.key.find(),
                        "--key",
                        "the file with that call center's private key"),
                    options.keyPasswordFile.find()))
            .clock(clock)
            .maxBody(MAX_RELAYED_BODY);
    HttpTransport.Mode mode = options.relay.find().orElse(HttpTransport.Mode.QUEUE);
    if (mode == HttpTransport.Mode.QUEUE) {
      // What waits is bounded by the transport in memory.
      sender.maxBytes(Long.MAX_VALUE).maxBatches(Integer.MAX_VALUE);
    } else {
      sender.maxBatchesPerConversation(
          options.maxBatchesPerConversation.find().orElse(DEFAULT_PER_CONVERSATION));
      options.maxBatches.find().ifPresent(sender::maxBatches);
      options.maxBytes.find().ifPresent(sender::maxBytes);
    }
    return HttpTransport.of(inMemory(), SignalSender.of(sender.build()), mode);
  }

  private static <T> T required(Optional<T> value, String option, String what)
      throws CommandFailure {
    return value.orElseThrow(
        () -> CommandFailure.usage("--transport http needs the option " + option + ": " + what));
  }

  private Transport provided() throws CommandFailure {
    TransportProvider provider = TransportModules.find(options.transport.get());
    try {
      return provider.create(new TransportConfig(memory.calls(), listener, clock, texts()));
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("--transport " + provider.name() + ": " + wrong.getMessage());
    } catch (IllegalStateException away) {
      throw CommandFailure.failure("--transport " + provider.name() + ": " + away.getMessage());
    }
  }

  private Map<String, String> texts() throws CommandFailure {
    Map<String, String> texts = new LinkedHashMap<>();
    if (options.transport.get().equals(KafkaOptionList.KAFKA)) {
      texts.putAll(options.kafka.texts());
      texts.putAll(shared);
    }
    put(texts, "max-batches-per-conversation", options.maxBatchesPerConversation.find());
    put(texts, "max-batches", options.maxBatches.find());
    put(texts, "max-bytes", options.maxBytes.find());
    put(texts, "max-stuck-calls", options.maxStuckCalls.find());
    put(texts, "to", options.to.find().map(EndpointAddress::base));
    put(
        texts,
        "to-call-center",
        options.toCallCenter.find().map(id -> id.orgId() + ":" + id.apiName()));
    put(texts, "key", options.key.find());
    put(
        texts,
        "relay",
        options.relay.find().map(mode -> mode.name().toLowerCase(java.util.Locale.ROOT)));
    options
        .transportOption
        .find()
        .orElse(List.of())
        .forEach(option -> texts.put(option.getKey(), option.getValue()));
    return texts;
  }

  private static void put(Map<String, String> texts, String name, Optional<?> value) {
    value.ifPresent(given -> texts.put(name, given.toString()));
  }
}

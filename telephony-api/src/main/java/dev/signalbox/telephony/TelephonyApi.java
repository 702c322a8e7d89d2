package dev.signalbox.telephony;

import static dev.signalbox.core.internal.text.TelephonyPaths.CALLS;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.telephony.internal.CallTarget;
import dev.signalbox.telephony.model.TelephonyEvent;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.EndpointResource;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The other resources of the vendor's telephony API (SIB-1 to SIB-8), for an endpoint that stands
 * in for the vendor's service:
 *
 * <pre>{@code
 * TelephonyApi telephony = TelephonyApi.builder(calls, store).listener(System.out::println).build();
 * Endpoint endpoint =
 *     Endpoint.builder(intake, tokens).resource(telephony).listener(telephony).build();
 * }</pre>
 *
 * <p>As the endpoint's listener it learns who takes part in the calls that are registered.
 * Thread-safe; no method blocks but for a short lock.
 *
 * @since 0.2.0
 */
public final class TelephonyApi implements EndpointResource, EndpointListener {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.telephony");

  private final VoiceCallDirectory calls;
  private final TelephonyStore store;
  private final boolean strict;
  private final Clock clock;
  private final Consumer<TelephonyEvent> listener;
  private final Object[] orders = new Object[64];

  private TelephonyApi(Builder builder) {
    calls = builder.calls;
    store = builder.store;
    strict = builder.strict;
    clock = builder.clock;
    listener = builder.listener;
    Arrays.setAll(orders, i -> new Object());
  }

  /**
   * Begins the resources with choices.
   *
   * @param calls knows the registered calls
   * @param store keeps what is told of them
   * @return a builder with the defaults
   */
  public static Builder builder(VoiceCallDirectory calls, TelephonyStore store) {
    return new Builder(calls, store);
  }

  @Override
  public Optional<ResourceOperation> at(String rawPath) {
    if (!rawPath.startsWith(CALLS + "/")) {
      return Optional.empty();
    }
    String[] segments = rawPath.substring(CALLS.length() + 1).split("/", -1);
    return TelephonyResource.at(segments)
        .map(resource -> new TelephonyOperation(this, resource, target(resource, segments)));
  }

  private static CallTarget target(TelephonyResource resource, String[] segments) {
    return switch (resource.names()) {
      case KEY -> CallTarget.key(segments[0]);
      case KEY_OR_ID -> CallTarget.keyOrId(segments[0]);
      case LAST_KEY_OR_ID -> CallTarget.keyOrId(segments[1]);
      case NOTHING -> new CallTarget.Several();
    };
  }

  @Override
  public String summary() {
    return "This server has the other resources of the telephony API as well (SIB-1 to SIB-8).";
  }

  @Override
  public void registered(EndpointOutcome.Registered call) {
    if (!(call.call().attributes().get("participants") instanceof DocumentValue.Sequence list)) {
      return;
    }
    Map<String, String> participants = new LinkedHashMap<>();
    for (DocumentValue element : list.elements()) {
      if (element instanceof DocumentValue.Structure participant) {
        Optional<String> key = text(participant, "participantKey");
        Optional<String> type = text(participant, "type");
        key.ifPresent(k -> participants.put(k, type.orElse("")));
      }
    }
    if (!participants.isEmpty()) {
      store
          .entries()
          .participants(
              new ConversationId(call.callCenter(), call.result().firstKey()), participants);
    }
  }

  private static Optional<String> text(DocumentValue.Structure in, String name) {
    return Optional.ofNullable(in.members().get(name)).flatMap(DocumentValue::asText);
  }

  /** Held while something is kept of a conversation and told, so that both have one order. */
  Object order(ConversationId conversation) {
    return orders[Math.floorMod(conversation.hashCode(), orders.length)];
  }

  VoiceCallDirectory calls() {
    return calls;
  }

  TelephonyStore store() {
    return store;
  }

  boolean strict() {
    return strict;
  }

  Clock clock() {
    return clock;
  }

  void tell(TelephonyEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the listener failed on " + event, e);
    }
  }

  /** Builds a {@link TelephonyApi}. Not thread-safe. */
  public static final class Builder {
    private final VoiceCallDirectory calls;
    private final TelephonyStore store;
    private boolean strict;
    private Clock clock = Clock.systemUTC();
    private Consumer<TelephonyEvent> listener = event -> {};

    private Builder(VoiceCallDirectory calls, TelephonyStore store) {
      this.calls = calls;
      this.store = store;
    }

    /**
     * Whether a later leg's key is refused rather than resolved, where a path takes a key and no id
     * (KEY-3). Default: false.
     *
     * @param strict true for strict mode
     * @return this
     */
    public Builder strict(boolean strict) {
      this.strict = strict;
      return this;
    }

    /**
     * The clock that says when a request came. Default: the system's.
     *
     * @param clock a clock
     * @return this
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * What is notified of everything that is taken, on the threads that answer: of one conversation
     * one event at a time, in the order in which they are kept. It must be thread-safe and quick;
     * what it throws is logged. Default: nothing is.
     *
     * @param listener takes events
     * @return this
     */
    public Builder listener(Consumer<TelephonyEvent> listener) {
      this.listener = listener;
      return this;
    }

    /**
     * The resources.
     *
     * @return new resources
     */
    public TelephonyApi build() {
      return new TelephonyApi(this);
    }
  }
}

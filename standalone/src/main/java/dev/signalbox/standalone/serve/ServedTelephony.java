package dev.signalbox.standalone.serve;

import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.telephony.TelephonyApi;
import dev.signalbox.telephony.TelephonyStore;
import dev.signalbox.telephony.model.TelephonyEvent;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointListener;
import java.time.Clock;
import java.util.function.Consumer;

/** The other resources of the vendor's telephony API at work in the server (section 9). */
final class ServedTelephony {
  private final TelephonyStore store;
  private final ServeOptions options;
  private final Clock clock;

  private ServedTelephony(TelephonyStore store, ServeOptions options, Clock clock) {
    this.store = store;
    this.options = options;
    this.clock = clock;
  }

  static ServedTelephony of(ServeOptions options, Clock clock) {
    return new ServedTelephony(
        TelephonyStore.of(Runtime.getRuntime().maxMemory() / 32, options.conversationTtl.get()),
        options,
        clock);
  }

  /**
   * Adds the resources to an endpoint. A relay's has none: its upstream has these resources, and
   * would not hear of what was answered here.
   *
   * @param calls knows the registered calls
   * @param told gets what is taken
   * @return what has to listen to the endpoint
   */
  EndpointListener addTo(
      Endpoint.Builder endpoint, VoiceCallDirectory calls, Consumer<TelephonyEvent> told) {
    if (options.transport.relays()) {
      return EndpointListener.NONE;
    }
    calls.onForgotten(store::forget);
    TelephonyApi api =
        TelephonyApi.builder(calls, store)
            .strict(options.strict.get())
            .clock(clock)
            .listener(told)
            .build();
    endpoint.resource(api);
    return api;
  }
}

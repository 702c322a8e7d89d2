package dev.signalbox.standalone.console;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.rules.model.FiredRule;
import dev.signalbox.standalone.cli.Redaction;
import dev.signalbox.telephony.model.TelephonyEvent;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/** Puts what happens in the server on the console's stream. Thread-safe. */
public final class Console implements EndpointListener, Subscriber, AutoCloseable {
  /** How much of a refused body is shown. */
  static final int MAX_BODY = 16 * 1024;

  private static final int MAX_PATH = 1000;

  private final ConsoleStream stream;
  private final boolean bodies;
  private final Clock clock;

  /**
   * A console.
   *
   * @param bodies whether refused bodies are shown: they may have what customers said
   */
  public Console(ConsoleStream stream, boolean bodies, Clock clock) {
    this.stream = stream;
    this.bodies = bodies;
    this.clock = clock;
  }

  @Override
  public void onBatch(DeliveredBatch batch) {
    stream.publish(
        "INTELLIGENCE_SIGNAL",
        Optional.of(batch.conversation().firstKey().value()),
        JsonFormat.INSTANCE.toolkitEvent(batch));
  }

  public void fired(FiredRule fired) {
    stream.publish(
        FiredRule.TYPE, Optional.of(fired.conversation().firstKey().value()), fired.toJson());
  }

  public void told(TelephonyEvent event) {
    stream.publish(
        event.type().name(), Optional.of(event.conversation().firstKey().value()), event.toJson());
  }

  public void warning(String message) {
    JsonText json = begin("WARNING").name("message").value(message);
    stream.publish("WARNING", Optional.empty(), json.endObject().endObject().toString());
  }

  /**
   * A request met a fault.
   *
   * @param fault the fault's id
   * @param summary what the fault does
   * @param request the request's id in the control API
   * @param description the request and its answer
   */
  public void faulted(String fault, String summary, String request, String description) {
    JsonText json =
        begin("FAULT")
            .name("fault")
            .value(fault)
            .name("summary")
            .value(summary)
            .name("request")
            .value(request)
            .name("description")
            .value(Redaction.of(shortened(description)));
    stream.publish("FAULT", Optional.empty(), json.endObject().endObject().toString());
  }

  /** Forgets what happened, and has pages begin anew. */
  public void clear() {
    stream.clear();
    stream.publish(
        "CLEARED", Optional.empty(), begin("CLEARED").endObject().endObject().toString());
  }

  private static String shortened(String text) {
    return text.length() > MAX_PATH ? text.substring(0, MAX_PATH) + "…" : text;
  }

  @Override
  public void registered(EndpointOutcome.Registered outcome) {
    VoiceCall call = outcome.call();
    IntakeResult.Registered registered = outcome.result();
    JsonText json =
        begin("CALL")
            .name("callId")
            .value(registered.firstKey().value())
            .name("vendorCallKey")
            .value(call.vendorCallKey().value())
            .name("voiceCallId")
            .value(registered.voiceCallId().value())
            .name("initiationMethod")
            .value(call.initiationMethod().wireName());
    call.parent().ifPresent(parent -> json.name("parent").value(parent));
    callCenter(json, outcome.callCenter());
    stream.publish(
        "CALL",
        Optional.of(registered.firstKey().value()),
        json.endObject().endObject().toString());
  }

  @Override
  public void refused(EndpointOutcome.Refused refusal) {
    String path = refusal.target();
    JsonText json =
        begin("REFUSED")
            .name("method")
            .value(refusal.method())
            .name("path")
            .value(Redaction.of(shortened(path)))
            .name("status")
            .value(refusal.problem().type().status())
            .name("title")
            .value(refusal.problem().type().title());
    refusal.callCenter().ifPresent(id -> callCenter(json, id));
    violation(json.name("cause"), refusal.cause());
    json.name("violations").array();
    for (Violation violation : refusal.problem().violations()) {
      violation(json, violation);
    }
    json.endArray();
    if (bodies && refusal.body().isPresent()) {
      byte[] body = refusal.body().get();
      json.name("body")
          .value(
              Redaction.of(
                  new String(body, 0, Math.min(body.length, MAX_BODY), StandardCharsets.UTF_8)))
          .name("bodyCut")
          .value(body.length > MAX_BODY);
    }
    stream.publish("REFUSED", Optional.empty(), json.endObject().endObject().toString());
  }

  private JsonText begin(String type) {
    return new JsonText()
        .object()
        .name("type")
        .value(type)
        .name("detail")
        .object()
        .name("time")
        .value(clock.millis());
  }

  private static void callCenter(JsonText json, CallCenterId callCenter) {
    json.name("orgId")
        .value(callCenter.orgId().value())
        .name("callCenter")
        .value(callCenter.apiName());
  }

  private static void violation(JsonText json, Violation violation) {
    Clause clause = violation.clause();
    json.object()
        .name("clause")
        .value(clause.id())
        .name("title")
        .value(clause.title())
        .name("rule")
        .value(clause.sentence())
        .name("pointer")
        .value(violation.pointer())
        .name("detail")
        .value(violation.detail())
        .endObject();
  }

  @Override
  public void close() {
    stream.close();
  }
}

package dev.signalbox.telephony;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Problem;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.telephony.internal.CallTarget;
import dev.signalbox.telephony.internal.ConversationEntries;
import dev.signalbox.telephony.internal.MessageReader;
import dev.signalbox.telephony.internal.PostCallReader;
import dev.signalbox.telephony.internal.RecordIds;
import dev.signalbox.telephony.internal.RequiredProperties;
import dev.signalbox.telephony.model.CallRouting;
import dev.signalbox.telephony.model.TelephonyEvent;
import dev.signalbox.telephony.model.TranscriptMessage;
import dev.signalbox.transport.http.EndpointResource;
import dev.signalbox.transport.http.ResourceAnswer;
import dev.signalbox.transport.http.ResourceRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request's operation: its body is judged, then its call found, then it is done. */
final class TelephonyOperation implements EndpointResource.ResourceOperation {
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final TelephonyApi api;
  private final TelephonyResource resource;
  private final CallTarget target;

  TelephonyOperation(TelephonyApi api, TelephonyResource resource, CallTarget target) {
    this.api = api;
    this.resource = resource;
    this.target = target;
  }

  @Override
  public String method() {
    return resource.method();
  }

  @Override
  public boolean readsBody() {
    return resource.clause() != Clause.SIB_8;
  }

  @Override
  public boolean accepts(BodyFormat format) {
    return resource.clause() != Clause.SIB_7 || format.equals(JsonFormat.INSTANCE);
  }

  @Override
  public List<Violation> keyViolations() {
    return target.violations();
  }

  @Override
  public ResourceAnswer answer(ResourceRequest request) {
    if (!readsBody()) {
      return onCall(request, Map.of());
    }
    Validated<Map<String, DocumentValue>> document =
        request.format().readObject(request.body(), resource.root(), resource.lists());
    if (!document.isValid()) {
      return refused(ProblemType.INVALID_BODY, document.violations());
    }
    return resource == TelephonyResource.BULK_MESSAGES
        ? bulk(request, document.orThrow())
        : onCall(request, document.orThrow());
  }

  private static boolean typed(ResourceRequest request) {
    return request.format().equals(JsonFormat.INSTANCE);
  }

  /** Judges the body of an operation on one call, finds the call, and does it. */
  private ResourceAnswer onCall(ResourceRequest request, Map<String, DocumentValue> document) {
    return switch (resource) {
      case UPDATE, REROUTE, CLEAR_ROUTING -> done(request, call -> simple(call, document));
      case MESSAGES -> {
        Validated<TranscriptMessage> message = MessageReader.message(document, typed(request));
        yield message.isValid()
            ? done(request, call -> message(call, message.orThrow()))
            : refused(ProblemType.INVALID_BODY, message.violations());
      }
      case POST_CALL_EVENTS -> {
        Validated<PostCallReader.PostCallEvents> events =
            PostCallReader.events(document, typed(request));
        yield events.isValid()
            ? done(request, call -> events(call, events.orThrow()))
            : refused(ProblemType.INVALID_BODY, events.violations());
      }
      case OMNI_FLOW -> requiring("dialedNumber", request, document);
      case ROUTE, ROUTE_VOICE_CALL -> requiring("routingTarget", request, document);
      case CALLBACK -> requiring("callbackNumber", request, document);
      case BULK_MESSAGES -> throw new IllegalStateException("it names several calls");
    };
  }

  private ResourceAnswer requiring(
      String name, ResourceRequest request, Map<String, DocumentValue> document) {
    RequiredProperties required = new RequiredProperties(resource.clause(), typed(request));
    Optional<String> value = required.text(document, "", name);
    return value.isEmpty()
        ? refused(ProblemType.INVALID_BODY, required.violations())
        : done(
            request,
            call ->
                resource == TelephonyResource.CALLBACK
                    ? callback(call, value.get())
                    : simple(call, document));
  }

  /** A call that a request has found. */
  private record Found(
      ResourceRequest request, VendorCallKey key, ConversationId conversation, Instant at) {}

  private interface Doing {
    ResourceAnswer on(Found call);
  }

  private ResourceAnswer done(ResourceRequest request, Doing doing) {
    Optional<VendorCallKey> key = target.find(request.callCenter(), api.calls());
    Located located = locate(request, key);
    if (located.problem().isPresent()) {
      return new ResourceAnswer.Refused(located.problem().get());
    }
    Found call = located.call().orElseThrow();
    synchronized (api.order(call.conversation())) {
      return doing.on(call);
    }
  }

  /** The call, or why there is none. */
  private record Located(Optional<Found> call, Optional<Problem> problem) {}

  private Located locate(ResourceRequest request, Optional<VendorCallKey> key) {
    Optional<VendorCallKey> first =
        key.flatMap(k -> api.calls().firstCall(request.callCenter(), k));
    if (first.isEmpty()) {
      return new Located(
          Optional.empty(),
          Optional.of(
              Problem.of(
                  ProblemType.UNKNOWN_CALL,
                  Clause.KEY_4,
                  "The voice call is not known here: register it first, with POST to"
                      + " /telephony/v1/voiceCalls.")));
    }
    boolean keyAlone =
        resource.names() == TelephonyResource.Names.KEY
            || resource.names() == TelephonyResource.Names.NOTHING;
    if (api.strict() && keyAlone && !first.equals(key)) {
      return new Located(
          Optional.empty(),
          Optional.of(
              Problem.of(
                  ProblemType.LATER_LEG,
                  Clause.KEY_3,
                  "The key belongs to a later leg of a conversation: use the first voice call's"
                      + " vendorCallKey, \""
                      + first.get().value()
                      + "\".")));
    }
    return new Located(
        Optional.of(
            new Found(
                request,
                key.orElseThrow(),
                new ConversationId(request.callCenter(), first.get()),
                api.clock().instant().truncatedTo(ChronoUnit.MILLIS))),
        Optional.empty());
  }

  private ResourceAnswer message(Found call, TranscriptMessage message) {
    Optional<Problem> problem = added(call, List.of(message), "");
    if (problem.isPresent()) {
      return new ResourceAnswer.Refused(problem.get());
    }
    return served(202, Map.of("result", text("Accepted")), call);
  }

  /** Adds messages and tells them; or a problem, and none is added. */
  private Optional<Problem> added(Found call, List<TranscriptMessage> messages, String at) {
    ConversationEntries.Added added = entries().add(call.conversation(), messages);
    if (added instanceof ConversationEntries.Duplicate duplicate) {
      return Optional.of(
          Problem.of(
              ProblemType.INVALID_BODY,
              List.of(
                  new Violation(
                      resource.clause(),
                      (at.isEmpty() ? "" : at + "/messages/" + duplicate.index()) + "/messageId",
                      "The conversation has a message with the messageId \""
                          + messages.get(duplicate.index()).messageId()
                          + "\" already: give each message an id of its own."))));
    }
    if (added instanceof ConversationEntries.Full) {
      return Optional.of(noRoom());
    }
    for (TranscriptMessage message : messages) {
      tell(TelephonyEvent.Type.TRANSCRIPT, call, Optional.of(message), Map.of());
    }
    return Optional.empty();
  }

  private ResourceAnswer bulk(ResourceRequest request, Map<String, DocumentValue> document) {
    Validated<List<MessageReader.Entry>> read = MessageReader.entries(document, typed(request));
    if (!read.isValid()) {
      return refused(ProblemType.INVALID_BODY, read.violations());
    }
    List<MessageReader.Entry> entries = read.orThrow();
    List<DocumentValue> failed = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      MessageReader.Entry entry = entries.get(i);
      Located located = locate(request, Optional.of(entry.key()));
      String at = "/entries/" + i;
      Optional<Problem> problem =
          located.problem().or(() -> addedInOrder(located.call().orElseThrow(), entry, at));
      problem.ifPresent(p -> failed.add(failure(entry.key(), p)));
    }
    if (failed.isEmpty()) {
      return several(202, Map.of("result", text("Accepted")));
    }
    Map<String, DocumentValue> answer = new LinkedHashMap<>();
    answer.put(
        "result",
        text(
            "Multi-Status: "
                + failed.size()
                + " of "
                + entries.size()
                + " entries were not accepted"));
    answer.put(
        "errorResponse",
        new DocumentValue.Structure(
            Map.of("errorResponseEntries", new DocumentValue.Sequence(failed))));
    return several(207, answer);
  }

  private Optional<Problem> addedInOrder(Found call, MessageReader.Entry entry, String at) {
    synchronized (api.order(call.conversation())) {
      return added(call, entry.messages(), at);
    }
  }

  private static DocumentValue failure(VendorCallKey key, Problem problem) {
    boolean full = problem.type() == ProblemType.UNAVAILABLE;
    Map<String, DocumentValue> entry = new LinkedHashMap<>();
    entry.put("vendorCallKey", text(key.value()));
    entry.put("status", number(full ? 400 : problem.type().status()));
    entry.put("message", text((full ? "RESOURCE_EXHAUSTED: " : "") + problem.detail()));
    return new DocumentValue.Structure(entry);
  }

  private ResourceAnswer events(Found call, PostCallReader.PostCallEvents events) {
    if (!entries().events(call.conversation(), events.events())) {
      return new ResourceAnswer.Refused(noRoom());
    }
    Map<String, DocumentValue> content = new LinkedHashMap<>();
    content.put("service", text(events.service()));
    content.put("events", new DocumentValue.Sequence(events.events()));
    tell(TelephonyEvent.Type.POST_CALL_EVENTS, call, content);
    return served(202, Map.of("status", text("202 Accepted")), call);
  }

  private ResourceAnswer callback(Found call, String number) {
    String recordId = RecordIds.next();
    if (!entries().callback(call.conversation(), call.key(), recordId, number)) {
      return new ResourceAnswer.Refused(noRoom());
    }
    Map<String, DocumentValue> content = new LinkedHashMap<>();
    content.put("callbackNumber", text(number));
    content.put("recordId", text(recordId));
    tell(TelephonyEvent.Type.CALLBACK_REQUEST, call, content);
    return served(200, Map.of("recordId", text(recordId)), call);
  }

  private ResourceAnswer simple(Found call, Map<String, DocumentValue> document) {
    return switch (resource) {
      case OMNI_FLOW -> {
        Map<String, DocumentValue> answer = new LinkedHashMap<>();
        answer.put("agent", text("agent-1"));
        answer.put(
            "queue",
            Optional.ofNullable(document.get("fallbackQueue"))
                .filter(queue -> queue.asText().isPresent())
                .orElse(text("queue-1")));
        yield routed(call, CallRouting.Action.OMNI_FLOW, document, answer);
      }
      case ROUTE, ROUTE_VOICE_CALL -> routed(call, CallRouting.Action.ROUTE, document, SUCCESS);
      case REROUTE -> routed(call, CallRouting.Action.REROUTE, document, SUCCESS);
      case CLEAR_ROUTING -> routed(call, CallRouting.Action.CLEAR, document, SUCCESS);
      default -> updated(call, document);
    };
  }

  private static final Map<String, DocumentValue> SUCCESS = Map.of("status", text("Success"));

  private ResourceAnswer routed(
      Found call,
      CallRouting.Action action,
      Map<String, DocumentValue> document,
      Map<String, DocumentValue> answer) {
    if (!entries().route(call.conversation(), call.key(), new CallRouting(action, document))) {
      return new ResourceAnswer.Refused(noRoom());
    }
    Map<String, DocumentValue> content = new LinkedHashMap<>();
    content.put("action", text(action.name()));
    content.put("request", new DocumentValue.Structure(document));
    tell(TelephonyEvent.Type.CALL_ROUTING, call, content);
    return served(200, answer, call);
  }

  private ResourceAnswer updated(Found call, Map<String, DocumentValue> changes) {
    Optional<Boolean> ended = entries().update(call.conversation(), call.key(), changes);
    if (ended.isEmpty()) {
      return new ResourceAnswer.Refused(noRoom());
    }
    Map<String, DocumentValue> content = new LinkedHashMap<>();
    content.put("changes", new DocumentValue.Structure(changes));
    content.put("ended", new DocumentValue.Bool(ended.get()));
    tell(TelephonyEvent.Type.CALL_UPDATE, call, content);
    return served(200, Map.of("status", text("pending")), call);
  }

  private ConversationEntries entries() {
    return api.store().entries();
  }

  private void tell(TelephonyEvent.Type type, Found call, Map<String, DocumentValue> content) {
    tell(type, call, Optional.empty(), content);
  }

  private void tell(
      TelephonyEvent.Type type,
      Found call,
      Optional<TranscriptMessage> message,
      Map<String, DocumentValue> content) {
    api.tell(
        new TelephonyEvent(
            type,
            call.conversation(),
            call.key(),
            call.request().providerName(),
            call.at(),
            message,
            content));
  }

  private ResourceAnswer served(int status, Map<String, DocumentValue> answer, Found call) {
    VendorCallKey first = call.conversation().firstKey();
    boolean later = resource.names() == TelephonyResource.Names.KEY && !first.equals(call.key());
    return new ResourceAnswer.Served(
        status,
        answer,
        Optional.of(call.conversation()),
        later ? Optional.of(first) : Optional.empty());
  }

  private static ResourceAnswer several(int status, Map<String, DocumentValue> answer) {
    return new ResourceAnswer.Served(status, answer, Optional.empty(), Optional.empty());
  }

  private static ResourceAnswer refused(ProblemType type, List<Violation> violations) {
    return new ResourceAnswer.Refused(Problem.of(type, violations));
  }

  private static Problem noRoom() {
    return Problem.temporary(
        ProblemType.UNAVAILABLE,
        Clause.RES_4,
        "The server keeps as much of calls as it has room for: nothing of this was taken.",
        RETRY);
  }

  private static DocumentValue text(String value) {
    return new DocumentValue.Text(value);
  }

  private static DocumentValue number(long value) {
    return new DocumentValue.Numeral(Long.toString(value));
  }
}

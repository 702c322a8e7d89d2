package dev.signalbox.telephony;

import dev.signalbox.core.Clause;
import java.util.Optional;
import java.util.Set;

/** The resources, by what follows {@code /voiceCalls/} in their paths. */
enum TelephonyResource {
  UPDATE(Clause.SIB_1, "PATCH", "voiceCall", Names.KEY_OR_ID),
  MESSAGES(Clause.SIB_2, "POST", "messages", Names.KEY),
  BULK_MESSAGES(Clause.SIB_3, "POST", "messages", Names.NOTHING, "entries", "messages"),
  POST_CALL_EVENTS(Clause.SIB_4, "POST", "postConversationEvents", Names.KEY, "events"),
  OMNI_FLOW(Clause.SIB_5, "PATCH", "omniFlow", Names.KEY_OR_ID),
  ROUTE(Clause.SIB_6, "PATCH", "routeVoiceCall", Names.LAST_KEY_OR_ID),
  ROUTE_VOICE_CALL(Clause.SIB_6, "POST", "routeVoiceCall", Names.KEY_OR_ID),
  CALLBACK(Clause.SIB_7, "POST", "requestCallback", Names.KEY_OR_ID),
  REROUTE(Clause.SIB_8, "PATCH", "reroute", Names.KEY_OR_ID),
  CLEAR_ROUTING(Clause.SIB_8, "PATCH", "clearRouting", Names.KEY_OR_ID);

  /** Which call a path names, and how. */
  enum Names {
    /** A key, and after a transfer the first call's. */
    KEY,
    /** The key of any leg, or the id of any record. */
    KEY_OR_ID,
    /** The same, as the last segment. */
    LAST_KEY_OR_ID,
    /** None: the body does. */
    NOTHING
  }

  private final Clause clause;
  private final String method;
  private final String root;
  private final Names names;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set
  private final Set<String> lists;

  TelephonyResource(Clause clause, String method, String root, Names names, String... lists) {
    this.clause = clause;
    this.method = method;
    this.root = root;
    this.names = names;
    this.lists = Set.of(lists);
  }

  /**
   * The resource at a path. A fixed word in the place of a call's key is the resource of that word.
   *
   * @param segments what follows {@code /voiceCalls/}, still encoded
   */
  static Optional<TelephonyResource> at(String[] segments) {
    if (segments.length == 1) {
      return segments[0].isEmpty()
          ? Optional.empty()
          : Optional.of(segments[0].equals("messages") ? BULK_MESSAGES : UPDATE);
    }
    if (segments.length != 2) {
      return Optional.empty();
    }
    if (segments[0].equals("route")) {
      return Optional.of(ROUTE);
    }
    return switch (segments[1]) {
      case "messages" -> Optional.of(MESSAGES);
      case "postConversationEvents" -> Optional.of(POST_CALL_EVENTS);
      case "omniFlow" -> Optional.of(OMNI_FLOW);
      case "routeVoiceCall" -> Optional.of(ROUTE_VOICE_CALL);
      case "requestCallback" -> Optional.of(CALLBACK);
      case "reroute" -> Optional.of(REROUTE);
      case "clearRouting" -> Optional.of(CLEAR_ROUTING);
      default -> Optional.empty();
    };
  }

  Clause clause() {
    return clause;
  }

  String method() {
    return method;
  }

  /** The name of an XML document's root element. */
  String root() {
    return root;
  }

  /** The properties that are lists. */
  Set<String> lists() {
    return lists;
  }

  Names names() {
    return names;
  }
}

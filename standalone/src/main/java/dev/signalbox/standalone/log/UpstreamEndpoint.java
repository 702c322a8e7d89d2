package dev.signalbox.standalone.log;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The resources of the vendor's telephony API that this server does not have. Clients that know one
 * base address for all of them send them here, and get 404 (REQ-1).
 */
enum UpstreamEndpoint {
  UPDATE_VOICE_CALL("Update a Voice Call Record", "/[^/]+"),
  OMNI_FLOW("Execute an Omni-Channel Flow", "/[^/]+/omniFlow"),
  MESSAGES("Send Messages", "/(?:[^/]+/)?messages"),
  CONVERSATION_EVENTS("Post Conversation Events", "/[^/]+/postConversationEvents"),
  CLEAR_ROUTING("Clear Routing", "/[^/]+/clearRouting"),
  REROUTE("Reroute a Voice Call", "/[^/]+/reroute"),
  ROUTE("Route a Voice Call", "/route/[^/]+"),
  REQUEST_CALLBACK("Request a Callback", "/[^/]+/requestCallback"),
  VOICEMAIL_DROP("Voicemail Drop", "/[^/]+/voicemailDrop"),
  RESERVE_NUMBER("Reserve a Routable Number", "/reserveRoutableNumber");

  private static final String BASE = "/telephony/v1/voiceCalls";

  private final String title;
  private final String template;
  private final Pattern path;

  UpstreamEndpoint(String title, String path) {
    this.title = title;
    this.template = BASE + path.replace("/(?:[^/]+/)?", "/[{key}/]").replace("[^/]+", "{key}");
    this.path = Pattern.compile(Pattern.quote(BASE) + path);
  }

  /** What the vendor's documents call it, and its path. */
  String title() {
    return "\"" + title + "\" (" + template + ")";
  }

  /** The resource at a path, the most specific one first. */
  static Optional<UpstreamEndpoint> at(String rawPath) {
    if (!rawPath.startsWith(BASE)) {
      return Optional.empty();
    }
    UpstreamEndpoint[] all = values();
    // The first is the least specific: any single segment.
    for (int i = all.length - 1; i >= 0; i--) {
      if (all[i].path.matcher(rawPath).matches()) {
        return Optional.of(all[i]);
      }
    }
    return Optional.empty();
  }
}

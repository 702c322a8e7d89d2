package dev.signalbox.standalone;

import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Everything that an operator can set. */
final class ServeSettings {
  static final Setting<String> HOST =
      Setting.one("host", "HOST", "127.0.0.1", text -> text, "The address to listen on.");

  static final Setting<Integer> PORT =
      Setting.one(
          "port",
          "PORT",
          "8080",
          Readings.integer(0, 65_535),
          "The port to listen on; 0 takes any that is free.");

  static final Setting<Engine> ENGINE =
      Setting.one(
          "engine",
          "jdk|netty",
          "jdk",
          Readings.constant(Engine.class),
          "The HTTP server under the endpoint: the JDK's, or one on Netty, which costs less per"
              + " request.");

  static final Setting<CallCenterOption> CALL_CENTER =
      Setting.many(
          "call-center",
          CallCenterOption.LABEL,
          CallCenterOption::read,
          "A call center that may call, and its public key or certificate (AUTH-3). May be"
              + " repeated, also for one call center with several keys. Default: a development call"
              + " center, on loopback only.");

  static final Setting<Boolean> WEAK_KEYS =
      Setting.flag("weak-keys", "Allow call centers' keys of 1024 bits (AUTH-3).");

  static final Setting<Path> DIR =
      Setting.one(
          "dir",
          "DIR",
          ".",
          Readings::path,
          "The folder in which .signalbox has the development call center's key.");

  static final Setting<Boolean> STRICT =
      Setting.flag("strict", "Refuse a later leg's key instead of resolving it (KEY-3).");

  static final Setting<Profile> PROFILE =
      Setting.one(
          "profile",
          "v58|v67",
          "v67",
          Readings.constant(Profile.class),
          "The version of the vendor's page by which bodies are judged (BODY-2).");

  static final Setting<String> SERVICE =
      Setting.many(
          "service",
          "NAME",
          text -> text,
          "An intelligence source that is allowed (BODY-2). May be repeated. Default: what the"
              + " profile allows.");

  static final Setting<Ordering> ORDERING =
      Setting.one(
          "ordering",
          "reject|sort",
          "reject",
          Readings.constant(Ordering.class),
          "What becomes of a batch whose events are not in order (EVT-4).");

  static final Setting<Boolean> REQUIRE_KNOWN_CALLS =
      Setting.flag(
          "require-known-calls", "Refuse batches for calls that nobody registered (KEY-4).");

  static final Setting<String> AUDIENCE =
      Setting.many(
          "audience",
          "NAME",
          text -> text,
          "Take only tokens with this aud (AUTH-4). May be repeated. Default: aud is not checked.");

  static final Setting<Integer> MAX_BODY =
      Setting.one(
          "max-body",
          "BYTES",
          "1048576",
          Readings.integer(1, 1 << 30),
          "The largest body that is read (BODY-4).");

  static final Setting<Integer> MAX_TOKENS =
      Setting.one(
          "max-tokens",
          "COUNT",
          "1000000",
          Readings.integer(1, Integer.MAX_VALUE),
          "How many used jti each call center's replay memory holds (AUTH-5).");

  static final Setting<Integer> MAX_CONVERSATIONS =
      Setting.one(
          "max-conversations",
          "COUNT",
          "100000",
          Readings.integer(1, Integer.MAX_VALUE),
          "How many conversations are live at once (CALL-5).");

  static final Setting<Integer> MAX_CALLS_PER_CONVERSATION =
      Setting.one(
          "max-calls-per-conversation",
          "COUNT",
          "1000",
          Readings.integer(1, Integer.MAX_VALUE),
          "How many registered voice calls one conversation has (CALL-3).");

  static final Setting<Integer> MAX_CALLS =
      Setting.one(
          "max-calls",
          "COUNT",
          "1000000",
          Readings.integer(1, Integer.MAX_VALUE),
          "How many voice calls are registered in all.");

  static final Setting<Long> MAX_ATTRIBUTE_BYTES =
      Setting.one(
          "max-attribute-bytes",
          "BYTES",
          "33554432",
          Readings.whole(0, Long.MAX_VALUE),
          "How much room there is for what registered calls say beside their keys; what does not"
              + " fit is not kept (CALL-1).");

  static final Setting<Duration> CONVERSATION_TTL =
      Setting.one(
          "conversation-ttl",
          "SECONDS",
          "86400",
          Readings.seconds(1, 365L * 86_400),
          "How long after its last use a conversation is forgotten (CALL-5).");

  /** The transport that makes the server a relay. */
  static final String HTTP = "http";

  static final Setting<String> TRANSPORT =
      Setting.one(
          "transport",
          "NAME",
          "inmemory",
          text -> text,
          "What carries batches: inmemory to subscribers in the program, http to another endpoint as well.");

  static final Setting<Integer> MAX_BATCHES_PER_CONVERSATION =
      Setting.one(
          "max-batches-per-conversation",
          "COUNT",
          Readings.integer(1, Integer.MAX_VALUE),
          "How many batches of one conversation wait for delivery (DLV-5). Default in memory: 256");

  static final Setting<Integer> MAX_BATCHES =
      Setting.one(
          "max-batches",
          "COUNT",
          Readings.integer(1, Integer.MAX_VALUE),
          "How many batches wait for delivery in all (DLV-5). Default in memory: 16384");

  static final Setting<Long> MAX_BYTES =
      Setting.one(
          "max-bytes",
          "BYTES",
          Readings.whole(1, Long.MAX_VALUE),
          "How much memory waiting batches take (DLV-5). Default in memory: 67108864");

  static final Setting<Integer> MAX_STUCK_CALLS =
      Setting.one(
          "max-stuck-calls",
          "COUNT",
          Readings.integer(0, Integer.MAX_VALUE),
          "On how many calls at once a subscriber may be stuck before it delays others (DLV-3)."
              + " Default in memory: 256");

  static final Setting<URI> TO =
      Setting.one(
          "to",
          "URL",
          Readings::endpoint,
          "With --transport http: the far side, to which every batch and voice call is relayed.");

  static final Setting<String> TO_CALL_CENTER =
      Setting.one(
          "to-call-center",
          "ORG:API_NAME",
          CallCenterOption::named,
          "With --transport http: as which call center of the far side.");

  static final Setting<Path> KEY =
      Setting.one(
          "key",
          "FILE",
          Readings::path,
          "With --transport http: that call center's private key in PEM form.");

  static final Setting<String> RELAY =
      Setting.one(
          "relay",
          "queue|sync",
          Readings.oneOf("queue", "sync"),
          "With --transport http: whether a batch is accepted when it waits in the relay, or only"
              + " when the far side has accepted it. Default: queue");

  /** What makes the server a relay. */
  static final List<Setting<?>> OF_RELAY = List.of(TO, TO_CALL_CENTER, KEY, RELAY);

  /** Handed to the transport under their own names. */
  static final List<Setting<?>> OF_TRANSPORT =
      List.of(
          MAX_BATCHES_PER_CONVERSATION,
          MAX_BATCHES,
          MAX_BYTES,
          MAX_STUCK_CALLS,
          TO,
          TO_CALL_CENTER,
          KEY,
          RELAY);

  static final Setting<Map.Entry<String, String>> TRANSPORT_OPTION =
      Setting.many(
          "transport-option",
          "NAME=VALUE",
          ServeSettings::option,
          "An option of a transport that has others. May be repeated.");

  static final Setting<Duration> DRAIN =
      Setting.one(
          "drain",
          "SECONDS",
          "10",
          Readings.seconds(0, 86_400),
          "How long deliveries may take after SIGTERM or SIGINT (DLV-6).");

  static final Setting<Boolean> QUIET =
      Setting.flag("quiet", "Print no delivered batches on standard output.");

  static final Setting<Boolean> CONSOLE =
      Setting.flag(
          "console",
          "Show what happens on the page /console, to who has the operator's token. In development"
              + " mode it is always there, and needs none.");

  static final Setting<String> OPERATOR_TOKEN =
      Setting.one(
          "operator-token",
          "TOKEN",
          Readings::operatorToken,
          "What the console's page asks for, 16 characters or more. The environment or the file keeps"
              + " it out of the list of processes.");

  static final Setting<Path> RULES =
      Setting.one(
          "rules",
          "DIR",
          Readings::path,
          "A folder with the vendor's rule files (RUL-1), which is watched: the actions of rules"
              + " that fire go to the log, the console, and where the next option says.");

  static final Setting<URI> RULES_WEBHOOK =
      Setting.many(
          "rules-webhook",
          "URL",
          Readings::webhook,
          "Where each action is posted as JSON (RUL-4). May be repeated.");

  static final Setting<Map.Entry<String, String>> RULES_OPTION =
      Setting.many(
          "rules-option",
          "HANDLER.NAME=VALUE",
          ServeSettings::option,
          "An option of an action handler that is on the module path. May be repeated.");

  /** In the order of the help. */
  static final List<Setting<?>> ALL =
      List.of(
          HOST,
          PORT,
          ENGINE,
          CALL_CENTER,
          WEAK_KEYS,
          AUDIENCE,
          DIR,
          STRICT,
          PROFILE,
          SERVICE,
          ORDERING,
          REQUIRE_KNOWN_CALLS,
          QUIET,
          DRAIN,
          MAX_BODY,
          MAX_TOKENS,
          MAX_CONVERSATIONS,
          CONVERSATION_TTL,
          MAX_CALLS,
          MAX_CALLS_PER_CONVERSATION,
          MAX_ATTRIBUTE_BYTES,
          TRANSPORT,
          MAX_BATCHES_PER_CONVERSATION,
          MAX_BATCHES,
          MAX_BYTES,
          MAX_STUCK_CALLS,
          TRANSPORT_OPTION,
          TO,
          TO_CALL_CENTER,
          KEY,
          RELAY,
          CONSOLE,
          OPERATOR_TOKEN,
          RULES,
          RULES_WEBHOOK,
          RULES_OPTION,
          Settings.CONFIG);

  private ServeSettings() {}

  private static Map.Entry<String, String> option(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw Readings.not(text, "NAME=VALUE");
    }
    return Map.entry(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
  }
}

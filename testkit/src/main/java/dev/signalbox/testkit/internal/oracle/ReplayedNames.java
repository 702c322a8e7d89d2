package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.internal.text.PercentCoding;
import dev.signalbox.core.internal.text.SalesforceIds;
import dev.signalbox.core.internal.text.TelephonyPaths;
import dev.signalbox.testkit.internal.http.ProblemBody;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What recorded call keys and ids are in this run. A key gets a new one, so that a run does not
 * meet calls of an earlier one; an id that an answer gave becomes the one that the endpoint gave at
 * the same place.
 */
final class ReplayedNames {
  private static final String VOICE_CALL = "0LQ";

  /** What an id may be. */
  private static final Pattern WORD = Pattern.compile("[\\w-]{15,}+");

  /** The first segments after the voice calls that are no keys. */
  private static final Set<String> RESOURCES = Set.of("messages", "reserveRoutableNumber");

  private static final Set<String> KEY_MEMBERS =
      Set.of("vendorcallkey", "parentvoicecallid", "voicecallid");

  /** With what a run adds to a key, it must not get longer than a key may be. */
  private static final int MAX_ADDED = 10;

  private final String run;
  private final String callCenter;
  private final Map<String, String> ids = new HashMap<>();
  private final Set<String> unknown = new HashSet<>();

  /**
   * Knows no id yet.
   *
   * @param run a few letters and digits that no other run has
   * @param callCenter the API name of the call center in whose name requests are sent
   */
  ReplayedNames(String run, String callCenter) {
    this.run = run;
    this.callCenter = callCenter;
  }

  /** Path and query in this run. */
  String target(String recorded) {
    int query = recorded.indexOf('?');
    String path = query < 0 ? recorded : recorded.substring(0, query);
    if (!path.startsWith(TelephonyPaths.CALLS + "/")) {
      return recorded;
    }
    String[] segments = path.substring(TelephonyPaths.CALLS.length() + 1).split("/", -1);
    int at = segments[0].equals("route") && segments.length > 1 ? 1 : 0;
    if (segments.length > 1 || !RESOURCES.contains(segments[0])) {
      segments[at] = segment(segments[at]);
    }
    return TelephonyPaths.CALLS
        + "/"
        + String.join("/", segments)
        + (query < 0 ? "" : recorded.substring(query));
  }

  private String segment(String raw) {
    Optional<String> key = PercentCoding.decode(raw);
    if (key.isEmpty()) {
      return raw;
    }
    String replayed = name(key.get());
    if (replayed.startsWith(key.get())) {
      // As it was written: an encoder may have its own ways.
      return raw + replayed.substring(key.get().length());
    }
    return replayed.equals(key.get()) ? raw : PercentCoding.encode(replayed);
  }

  /** A body in this run; one that is no UTF-8 stays as it is. */
  byte[] body(RecordedBody recorded) {
    String text = new String(recorded.content(), StandardCharsets.UTF_8);
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), recorded.content())) {
      return recorded.content();
    }
    String replayed =
        SecretRemover.jsonValues(text, false, ReplayedNames::isKeyMember, this::jsonName);
    replayed = SecretRemover.xmlValues(replayed, ReplayedNames::isKeyMember, this::name);
    replayed =
        SecretRemover.jsonValues(replayed, false, "callCenterApiName"::equals, x -> callCenter);
    replayed = SecretRemover.xmlValues(replayed, "callCenterApiName"::equals, x -> callCenter);
    return ids(replayed).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isKeyMember(String name) {
    return KEY_MEMBERS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** With escapes a key would have to be read and written; what is added goes behind them. */
  private String jsonName(String literal) {
    if (literal.indexOf('\\') < 0) {
      return name(literal);
    }
    return isKey(literal) && literal.length() + MAX_ADDED <= VendorCallKey.MAX_LENGTH
        ? literal + added()
        : literal;
  }

  /** Recorded ids in a text become those of this run. */
  String ids(String text) {
    if (ids.isEmpty()) {
      return text;
    }
    return WORD.matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement(ids.getOrDefault(match.group(), match.group())));
  }

  /** A call's key, or an id, in this run. */
  private String name(String recorded) {
    String id = ids.get(recorded);
    if (id != null) {
      return id;
    }
    if (SalesforceIds.isId(recorded, VOICE_CALL) || !isKey(recorded)) {
      return recorded;
    }
    if (isUuid(recorded)) {
      return UUID.nameUUIDFromBytes((run + recorded).getBytes(StandardCharsets.UTF_8)).toString();
    }
    if (recorded.codePointCount(0, recorded.length()) + MAX_ADDED <= VendorCallKey.MAX_LENGTH) {
      return recorded + added();
    }
    // It is as long as a key may be: it stays so.
    int end = recorded.offsetByCodePoints(recorded.length(), -added().length());
    return recorded.substring(0, end) + added();
  }

  private String added() {
    return "-" + run;
  }

  private static boolean isKey(String text) {
    return VendorCallKey.parse(text, "") instanceof Validated.Valid;
  }

  private static boolean isUuid(String text) {
    return text.matches("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  }

  /** Learns the ids of an answer, where the endpoint's answer has one at the same place. */
  void learn(RecordedBody recorded, byte[] answered) {
    Optional<JsonValue> is = BodyShape.json(answered);
    BodyShape.json(recorded.content())
        .ifPresentOrElse(
            was -> learn(was, is.orElse(JsonValue.NULL)),
            () -> learnFromXml(recorded.content(), answered));
  }

  private void learn(JsonValue was, JsonValue is) {
    if (was instanceof JsonObject object) {
      JsonObject other = is instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
      object.forEach(
          (name, value) -> {
            JsonValue there = other.getOrDefault(name, JsonValue.NULL);
            if (name.toLowerCase(Locale.ROOT).endsWith("id") && value instanceof JsonString id) {
              learn(
                  id.getString(),
                  there instanceof JsonString t ? Optional.of(t.getString()) : Optional.empty());
            } else {
              learn(value, there);
            }
          });
    }
  }

  private void learnFromXml(byte[] was, byte[] is) {
    Map<String, String> there = new HashMap<>();
    ProblemBody.xml(is)
        .ifPresent(
            root ->
                ProblemBody.children(root)
                    .forEach(child -> there.put(child.getLocalName(), child.getTextContent())));
    ProblemBody.xml(was)
        .ifPresent(
            root ->
                ProblemBody.children(root).stream()
                    .filter(c -> c.getLocalName().toLowerCase(Locale.ROOT).endsWith("id"))
                    .forEach(
                        child ->
                            learn(
                                child.getTextContent(),
                                Optional.ofNullable(there.get(child.getLocalName())))));
  }

  private void learn(String was, Optional<String> is) {
    // What is shorter could stand anywhere by chance.
    if (was.length() < 15) {
      return;
    }
    if (is.isPresent()) {
      ids.put(was, is.get());
      unknown.remove(was);
      if (SalesforceIds.isId(was, VOICE_CALL) && is.get().length() >= 15) {
        ids.putIfAbsent(was.substring(0, 15), is.get().substring(0, 15));
      }
    } else {
      unknown.add(was);
    }
  }

  /** The ids in a request that the endpoint did not give in this run. */
  Optional<String> missing(RecordedExchange.Request request) {
    String body = new String(request.body().content(), StandardCharsets.ISO_8859_1);
    return unknown.stream()
        .filter(id -> request.target().contains(id) || body.contains(id))
        .min(Comparator.naturalOrder());
  }
}

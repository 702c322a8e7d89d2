package dev.signalbox.testkit.internal.oracle;

import dev.signalbox.testkit.RawRequest.Header;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.oracle.BodyShape.BodyPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares an answer with the recorded one: status, headers that matter, and the body's shape. */
final class AnswerComparison {
  private static final String NONE = "none";

  /** A parameter of a challenge. */
  private static final Pattern PARAMETER =
      Pattern.compile("([\\w-]+)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*+\"|[^\\s,\"]+)");

  private static final Pattern SCHEME = Pattern.compile("(?:^|,)\\s*([\\w-]+)(?=\\s|,|$)(?!\\s*=)");

  private static final Pattern VOICE_CALL_ID =
      Pattern.compile("0LQ[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?");
  private static final Pattern ABSOLUTE = Pattern.compile("https?://[^/?#]*(.*)");

  /** What tells one value of a header from another, as far as it matters. */
  private static final Map<String, Function<String, String>> HEADERS = new LinkedHashMap<>();

  static {
    HEADERS.put("Content-Type", AnswerComparison::mediaType);
    HEADERS.put("Retry-After", value -> value.strip().matches("[0-9]+") ? "seconds" : "a date");
    HEADERS.put("Allow", value -> words(value).toUpperCase(Locale.ROOT));
    HEADERS.put("WWW-Authenticate", AnswerComparison::challenge);
    HEADERS.put("Location", AnswerComparison::location);
    HEADERS.put("Accept-Post", AnswerComparison::words);
  }

  private AnswerComparison() {}

  /**
   * The differences, in the order of an answer.
   *
   * @param names replaces recorded ids by those of this run
   */
  static List<Difference> of(
      RecordedExchange.Answer recorded, HttpAnswer answered, Function<String, String> names) {
    List<Difference> found = new ArrayList<>();
    if (answered.kind() != HttpAnswer.AnswerKind.ANSWERED) {
      return List.of(
          new Difference(
              "answer", Integer.toString(recorded.status()), "none: " + answered.note()));
    }
    if (recorded.status() != answered.status()) {
      found.add(
          new Difference(
              "status", Integer.toString(recorded.status()), Integer.toString(answered.status())));
    }
    HEADERS.forEach(
        (name, meaning) -> {
          String was = header(recorded.headers(), name, names.andThen(meaning));
          String is = header(answered.headers(), name, meaning);
          if (!was.equals(is)) {
            found.add(new Difference(name, was, is));
          }
        });
    if (recorded.body().isWhole()) {
      String type = mediaType(RecordedHeaders.first(recorded.headers(), "Content-Type").orElse(""));
      bodies(
          BodyShape.of(recorded.body().content(), type),
          BodyShape.of(answered.body(), answered.mediaType()),
          found);
    }
    return found;
  }

  private static String header(
      List<Header> headers, String name, Function<String, String> meaning) {
    String value =
        headers.stream()
            .filter(h -> h.name().equalsIgnoreCase(name))
            .map(Header::value)
            .collect(Collectors.joining(", "));
    return value.isEmpty() ? NONE : meaning.apply(value);
  }

  private static String mediaType(String value) {
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static String words(String list) {
    return Arrays.stream(list.split(","))
        .map(AnswerComparison::mediaType)
        .filter(word -> !word.isEmpty())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** Schemes and names of parameters, and the value of the one that says what is wrong. */
  private static String challenge(String value) {
    Set<String> parts = new TreeSet<>();
    Matcher parameter = PARAMETER.matcher(value);
    StringBuilder rest = new StringBuilder();
    while (parameter.find()) {
      String name = parameter.group(1).toLowerCase(Locale.ROOT);
      parts.add(name.equals("error") ? name + "=" + parameter.group(2).replace("\"", "") : name);
      parameter.appendReplacement(rest, " ");
    }
    parameter.appendTail(rest);
    Matcher scheme = SCHEME.matcher(rest);
    Set<String> schemes = new TreeSet<>();
    while (scheme.find()) {
      schemes.add(scheme.group(1).toLowerCase(Locale.ROOT));
    }
    return (String.join(" ", schemes) + " " + String.join(", ", parts)).strip();
  }

  /** The path; each endpoint has a host of its own. */
  private static String location(String value) {
    String plain = VOICE_CALL_ID.matcher(value.strip()).replaceAll("{id}");
    Matcher absolute = ABSOLUTE.matcher(plain);
    return absolute.matches() ? "an absolute URL, path " + absolute.group(1) : plain;
  }

  private static void bodies(BodyShape recorded, BodyShape answered, List<Difference> found) {
    Map<String, BodyPart> was = recorded.places();
    Map<String, BodyPart> is = answered.places();
    was.forEach(
        (path, place) -> {
          BodyPart other = is.get(path);
          if (other != null) {
            both(path, place, other, optional(path, was), optional(path, is), found);
          } else if (isParentAlike(path, was, is)) {
            found.add(new Difference(name(path), types(place), "nothing there"));
          }
        });
    is.forEach(
        (path, place) -> {
          if (!was.containsKey(path) && isParentAlike(path, is, was)) {
            found.add(new Difference(name(path), "nothing there", types(place)));
          }
        });
  }

  private static void both(
      String path,
      BodyPart was,
      BodyPart is,
      boolean wasOptional,
      boolean isOptional,
      List<Difference> found) {
    if (!was.types.containsAll(is.types)) {
      found.add(new Difference(name(path), types(was), types(is)));
    } else if (isOptional && !wasOptional) {
      found.add(new Difference(name(path), types(was) + " in each", "missing in some"));
    } else if (!was.values.equals(is.values)) {
      found.add(new Difference(name(path), quoted(was.values), quoted(is.values)));
    }
  }

  /** Whether some of the parents lack it: only elements of arrays have several. */
  private static boolean optional(String path, Map<String, BodyPart> places) {
    BodyPart parent = places.get(parent(path));
    BodyPart place = places.get(path);
    return parent != null
        && place != null
        && !path.endsWith("/*")
        && parent.types.contains("object")
        && place.count < parent.count;
  }

  /** A member of what is missing, or of another type, is no difference of its own. */
  private static boolean isParentAlike(
      String path, Map<String, BodyPart> here, Map<String, BodyPart> there) {
    if (path.isEmpty()) {
      return true;
    }
    BodyPart mine = here.get(parent(path));
    BodyPart other = there.get(parent(path));
    return mine != null && other != null && other.types.stream().anyMatch(mine.types::contains);
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static String name(String path) {
    return path.isEmpty() ? "body" : "body " + path;
  }

  private static String types(BodyPart place) {
    return String.join(" or ", place.types);
  }

  private static String quoted(Set<String> values) {
    return values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(" and "));
  }
}

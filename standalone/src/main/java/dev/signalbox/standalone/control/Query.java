package dev.signalbox.standalone.control;

import dev.signalbox.standalone.faults.InvalidFaultException.MemberProblem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, of which none may be unknown or there twice. */
final class Query {
  private final Map<String, String> parameters = new HashMap<>();
  private final List<MemberProblem> problems = new ArrayList<>();

  Query(@Nullable String rawQuery, Set<String> known) throws ControlProblem {
    for (String field : rawQuery == null ? new String[0] : rawQuery.split("&", -1)) {
      if (field.isEmpty()) {
        continue;
      }
      String[] parts = field.split("=", 2);
      String name = decoded(parts[0]);
      if (!known.contains(name)) {
        wrong(
            name,
            "is no parameter here"
                + (known.isEmpty()
                    ? "; there are none."
                    : "; there are " + String.join(", ", new TreeSet<>(known)) + "."));
      }
      if (parameters.put(name, parts.length > 1 ? decoded(parts[1]) : "") != null) {
        wrong(name, "is there twice.");
      }
    }
  }

  private static String decoded(String text) throws ControlProblem {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw ControlProblem.of(400, "The query is not percent-encoded.");
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** A parameter's value, or the standard one, also where it is wrong. */
  long number(String name, long standard, long max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return standard;
    }
    if (text.get().matches("[0-9]{1,18}") && Long.parseLong(text.get()) <= max) {
      return Long.parseLong(text.get());
    }
    wrong(name, "must be a whole number from 0 to " + max + ".");
    return standard;
  }

  /** Notes what is wrong with a parameter. */
  void wrong(String name, String detail) {
    problems.add(new MemberProblem("/" + name, detail));
  }

  /** Refuses the request with all that is wrong. */
  void check() throws ControlProblem {
    if (!problems.isEmpty()) {
      throw ControlProblem.members(problems);
    }
  }
}

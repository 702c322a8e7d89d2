package dev.signalbox.rules.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads criteria by recursive descent. */
final class CriteriaParser {
  private static final Pattern TOKEN = Pattern.compile("\\s*(?:([0-9]+)|([A-Za-z]+)|(.)|$)");

  private final String text;
  private final Matcher matcher;
  private String token = "";
  private int at;
  private int depth;

  CriteriaParser(String text) {
    this.text = text;
    matcher = TOKEN.matcher(text);
  }

  Criteria parse() {
    advance();
    Criteria criteria = or();
    if (!token.isEmpty()) {
      throw unexpected("AND, OR or the end");
    }
    return criteria;
  }

  private Criteria or() {
    return joined("OR", () -> joined("AND", this::not, Criteria.And::new), Criteria.Or::new);
  }

  private Criteria joined(
      String word, Supplier<Criteria> part, Function<List<Criteria>, Criteria> join) {
    List<Criteria> parts = new ArrayList<>();
    parts.add(part.get());
    while (token.equalsIgnoreCase(word)) {
      advance();
      parts.add(part.get());
    }
    return parts.size() == 1 ? parts.get(0) : join.apply(parts);
  }

  private Criteria not() {
    if (!token.equalsIgnoreCase("NOT")) {
      return primary();
    }
    deeper();
    advance();
    Criteria part = not();
    depth--;
    return new Criteria.Not(part);
  }

  private Criteria primary() {
    if (token.equals("(")) {
      deeper();
      advance();
      Criteria inner = or();
      if (!token.equals(")")) {
        throw unexpected("a closing parenthesis");
      }
      advance();
      depth--;
      return inner;
    }
    if (token.isEmpty() || token.charAt(0) < '0' || token.charAt(0) > '9') {
      throw unexpected("a condition's number, NOT or a parenthesis");
    }
    // Nine digits always fit an int, and no rule has more conditions than that.
    if (token.length() > 9 || Integer.parseInt(token) == 0) {
      throw unexpected("a condition's number, which counts from 1");
    }
    Criteria term = new Criteria.Term(Integer.parseInt(token));
    advance();
    return term;
  }

  private void deeper() {
    if (++depth > Criteria.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "the criteria are nested more than " + Criteria.MAX_DEPTH + " deep");
    }
  }

  private void advance() {
    // The pattern matches at every place: there is white space, a token or the end.
    if (!matcher.find()) {
      throw new IllegalStateException("no token at " + at);
    }
    token = matcher.group().strip();
    at = matcher.end() - token.length();
  }

  private IllegalArgumentException unexpected(String expected) {
    return new IllegalArgumentException(
        "the criteria \""
            + (text.length() > 200 ? text.substring(0, 200) + "…" : text)
            + "\" have "
            + (token.isEmpty() ? "ended" : "\"" + token + "\" at character " + (at + 1))
            + " where "
            + expected
            + " belongs");
  }
}

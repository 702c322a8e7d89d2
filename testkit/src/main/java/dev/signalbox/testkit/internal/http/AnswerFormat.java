package dev.signalbox.testkit.internal.http;

/** In which of the contract's two forms an answer is, by its type or else by its content. */
public enum AnswerFormat {
  JSON,
  XML,
  /** Neither type nor content tells. */
  UNKNOWN;

  public static AnswerFormat of(HttpAnswer answer) {
    String type = answer.mediaType();
    String text = answer.text().strip();
    boolean html = type.contains("html") || text.regionMatches(true, 0, "<!doctype html", 0, 14);
    if (html) {
      return UNKNOWN;
    }
    if (text.startsWith("{")) {
      return JSON;
    }
    if (text.startsWith("<")) {
      return XML;
    }
    return UNKNOWN;
  }

  public boolean isXml() {
    return this == XML;
  }

  public boolean isJson() {
    return this == JSON;
  }
}

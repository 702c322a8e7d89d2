package dev.signalbox.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Bodies that no receiver may take (BODY-4, BODY-5). */
public final class HostileBytes {
  private static final String EVENT =
      "{\"type\":\"IntelligenceSignal__Category\",\"value\":\"a\",\"startTime\":1}";
  private static final String GOOD = "{\"service\":\"s\",\"events\":[" + EVENT + "]}";
  private static final String XML_CHILDREN =
      "<service>s</service><events><type>IntelligenceSignal__Category</type><value>a</value>"
          + "<startTime>1</startTime></events>";
  private static final String XML = root(XML_CHILDREN);

  private HostileBytes() {}

  /**
   * JSON bodies that can't be read, by what is wrong with them.
   *
   * @return a new map
   */
  public static Map<String, byte[]> json() {
    Map<String, byte[]> all = new TreeMap<>();
    put(all, "empty", "");
    put(all, "white-space", " \r\n");
    put(all, "truncated", GOOD.substring(0, GOOD.length() - 1));
    put(all, "cut-in-string", GOOD.substring(0, 5));
    put(all, "trailing-comma", GOOD.replace("1}", "1,}"));
    put(all, "trailing-comma-in-array", GOOD.replace("]", ",]"));
    put(all, "missing-comma", GOOD.replace(",\"events\"", "\"events\""));
    put(all, "missing-colon", GOOD.replace("\"service\":", "\"service\""));
    put(all, "single-quotes", GOOD.replace('"', '\''));
    put(all, "unquoted-name", GOOD.replace("\"service\"", "service"));
    put(all, "comment", GOOD.replace("[", "/* */["));
    put(all, "line-comment", GOOD + "// end");
    put(all, "not-a-number", with("\"x\":NaN"));
    put(all, "infinity", with("\"x\":-Infinity"));
    put(all, "leading-zero", with("\"x\":01"));
    put(all, "plus", with("\"x\":+1"));
    put(all, "no-integer-part", with("\"x\":.5"));
    put(all, "no-fraction", with("\"x\":1."));
    put(all, "no-exponent", with("\"x\":1e"));
    put(all, "hexadecimal", with("\"x\":0x10"));
    put(all, "upper-case-true", with("\"x\":True"));
    put(all, "raw-line-break", with("\"x\":\"a\nb\""));
    put(all, "raw-nul", with("\"x\":\"a\u0000b\""));
    put(all, "bad-escape", with("\"x\":\"\\x41\""));
    put(all, "bad-unicode-escape", with("\"x\":\"\\u00g0\""));
    put(all, "form-feed", GOOD + "\f");
    put(all, "no-break-space", GOOD + "\u00A0");
    put(all, "trailing-brace", GOOD + "}");
    put(all, "trailing-text", GOOD + " x");
    put(all, "two-documents", GOOD + GOOD);
    put(all, "trailing-nul", GOOD + "\u0000");
    put(all, "duplicate-service", GOOD.replace("{\"service\"", "{\"service\":\"t\",\"service\""));
    put(all, "duplicate-events", with("\"events\":[" + EVENT + "]"));
    put(all, "duplicate-in-event", GOOD.replace("\"value\"", "\"value\":\"b\",\"value\""));
    put(all, "duplicate-escaped", GOOD.replace("\"value\"", "\"v\\u0061lue\":\"b\",\"value\""));
    put(all, "duplicate-unknown", with("\"x\":1,\"x\":1"));
    put(all, "duplicate-deep", with("\"x\":[{\"a\":{\"b\":1,\"b\":2}}]"));
    put(all, "root-array", "[" + GOOD + "]");
    put(all, "root-string", "\"events\"");
    put(all, "root-number", "1");
    put(all, "root-null", "null");
    put(all, "too-deep", with("\"x\":" + nested(64)));
    put(all, "too-deep-objects", with("\"x\":" + "{\"a\":".repeat(64) + "1" + "}".repeat(64)));
    put(all, "far-too-deep", "[".repeat(100_000));
    put(all, "too-many-digits", with("\"x\":" + "7".repeat(1001)));
    put(all, "too-many-digits-in-fraction", with("\"x\":0." + "7".repeat(1001)));
    put(all, "xml", XML);
    all.put("utf-16", GOOD.getBytes(StandardCharsets.UTF_16));
    all.put("utf-16-without-mark", GOOD.getBytes(StandardCharsets.UTF_16LE));
    all.put("utf-32", GOOD.getBytes(java.nio.charset.Charset.forName("UTF-32BE")));
    all.put("latin-1", GOOD.replace("\"a\"", "\"\u00E9\"").getBytes(StandardCharsets.ISO_8859_1));
    for (Map.Entry<String, byte[]> bad : badUtf8().entrySet()) {
      all.put(bad.getKey(), splice(GOOD, "\"a\"", bad.getValue()));
    }
    return all;
  }

  /**
   * XML bodies that can't be read (BODY-4), by what is wrong with them.
   *
   * @return a new map
   */
  public static Map<String, byte[]> xml() {
    Map<String, byte[]> all = new TreeMap<>();
    put(all, "empty", "");
    put(all, "truncated", XML.substring(0, XML.length() - 3));
    put(all, "crossed-tags", XML.replace("</type><value>", "<value></type>"));
    put(all, "two-roots", XML + XML);
    put(all, "trailing-text", XML + "x");
    put(all, "bare-ampersand", XML.replace("<value>a", "<value>a&b"));
    put(all, "unknown-entity", XML.replace("<value>a", "<value>&nbsp;"));
    put(all, "bare-less-than", XML.replace("<value>a", "<value>a<b"));
    put(all, "duplicate-service", XML.replace("<service>", "<service>t</service><service>"));
    put(all, "duplicate-in-event", XML.replace("<value>", "<value>b</value><value>"));
    put(all, "mixed-content", XML.replace("<events>", "<events>text"));
    put(all, "mixed-content-in-root", XML.replace("<service>", "text<service>"));
    put(all, "other-root", XML.replace(BatchGenerators.XML_ROOT, "events"));
    put(all, "bad-character-reference", XML.replace("<value>a", "<value>&#0;"));
    put(all, "raw-control", XML.replace("<value>a", "<value>\u0001"));
    put(all, "duplicate-attribute", XML.replace("<value>", "<value x='1' x='2'>"));
    put(all, "text-before-declaration", " <?xml version=\"1.0\"?>" + XML);
    put(all, "too-deep", root(XML_CHILDREN + "<x>".repeat(64) + "</x>".repeat(64)));
    put(all, "far-too-deep", "<x>".repeat(50_000));
    put(all, "json", GOOD);
    all.put("utf-16", ("\uFEFF" + XML).getBytes(StandardCharsets.UTF_16BE));
    all.put(
        "declared-latin-1",
        ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
                + XML.replace("<value>a", "<value>\u00E9"))
            .getBytes(StandardCharsets.ISO_8859_1));
    all.put(
        "declared-utf-16",
        ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + XML).getBytes(StandardCharsets.UTF_16BE));
    for (Map.Entry<String, byte[]> bad : badUtf8().entrySet()) {
      all.put(bad.getKey(), splice(XML, "<value>a", bad.getValue()));
    }
    return all;
  }

  /**
   * XML bodies with what BODY-5 forbids, by what it is.
   *
   * @param url what external entities point to: nobody may ever ask for it
   * @return a new map
   */
  public static Map<String, byte[]> forbiddenXml(String url) {
    Map<String, byte[]> all = new TreeMap<>();
    String root = BatchGenerators.XML_ROOT;
    String entity = XML.replace("<value>a", "<value>&e;");
    put(all, "empty-dtd", "<!DOCTYPE " + root + ">" + XML);
    put(all, "internal-dtd", "<!DOCTYPE " + root + " []>" + XML);
    put(all, "element-declaration", "<!DOCTYPE " + root + " [<!ELEMENT a ANY>]>" + XML);
    put(all, "internal-entity", "<!DOCTYPE " + root + " [<!ENTITY e 'x'>]>" + entity);
    put(
        all,
        "entity-expansion",
        "<!DOCTYPE "
            + root
            + " [<!ENTITY a '"
            + "x".repeat(100)
            + "'><!ENTITY b '"
            + "&a;".repeat(20)
            + "'><!ENTITY e '"
            + "&b;".repeat(20)
            + "'>]>"
            + entity);
    put(all, "external-dtd", "<!DOCTYPE " + root + " SYSTEM '" + url + "dtd'>" + XML);
    put(
        all,
        "external-entity",
        "<!DOCTYPE " + root + " [<!ENTITY e SYSTEM '" + url + "entity'>]>" + entity);
    put(
        all,
        "file-entity",
        "<!DOCTYPE " + root + " [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + entity);
    put(
        all,
        "parameter-entity",
        "<!DOCTYPE " + root + " [<!ENTITY % p SYSTEM '" + url + "parameter'> %p;]>" + XML);
    put(
        all,
        "xinclude",
        root(
            XML_CHILDREN
                + "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\""
                + url
                + "include\"/>"));
    return all;
  }

  /**
   * Any bytes: random ones, and valid JSON with some bytes changed.
   *
   * @return a generator
   */
  public static Generator<byte[]> any() {
    return Generator.drawing(
        choices -> {
          byte[] bytes =
              choices.yes()
                  ? BatchGenerators.valid().from(choices).json().getBytes(StandardCharsets.UTF_8)
                  : new byte[choices.below(64)];
          int changes = 1 + choices.below(8);
          for (int i = 0; i < changes && bytes.length > 0; i++) {
            bytes[choices.below(bytes.length)] = (byte) choices.below(256);
          }
          return bytes;
        });
  }

  /** A value so deep that the object around it makes it one level more. */
  static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  /** A valid JSON batch with more members. */
  static String with(String members) {
    return GOOD.substring(0, GOOD.length() - 1) + "," + members + "}";
  }

  private static String root(String children) {
    return "<" + BatchGenerators.XML_ROOT + ">" + children + "</" + BatchGenerators.XML_ROOT + ">";
  }

  private static Map<String, byte[]> badUtf8() {
    return Map.of(
        "stray-byte", new byte[] {(byte) 0xFF},
        "overlong", new byte[] {(byte) 0xC0, (byte) 0xAF},
        "encoded-surrogate", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        "above-unicode", new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        "cut-sequence", new byte[] {(byte) 0xE2, (byte) 0x82});
  }

  private static byte[] splice(String document, String before, byte[] inserted) {
    int at = document.indexOf(before) + before.length() - 1;
    byte[] head = document.substring(0, at).getBytes(StandardCharsets.UTF_8);
    byte[] tail = document.substring(at).getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(head, head.length + inserted.length + tail.length);
    System.arraycopy(inserted, 0, all, head.length, inserted.length);
    System.arraycopy(tail, 0, all, head.length + inserted.length, tail.length);
    return all;
  }

  private static void put(Map<String, byte[]> all, String name, String body) {
    all.put(name, body.getBytes(StandardCharsets.UTF_8));
  }
}

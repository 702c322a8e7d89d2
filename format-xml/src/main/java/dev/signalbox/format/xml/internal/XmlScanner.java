package dev.signalbox.format.xml.internal;

import com.ctc.wstx.exc.WstxException;
import dev.signalbox.core.Clause;
import dev.signalbox.core.internal.text.Utf8;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A streaming XML parser that keeps BODY-4 and BODY-5 where the provider's does not: UTF-8 alone,
 * whatever a declaration says; no document type, no XInclude; bounded nesting; no text beside child
 * elements; nothing behind the document. Whatever the provider throws comes out as {@link
 * UnreadableXmlException}.
 *
 * <p>Names are read with their prefix and namespaces are not resolved: the contract ignores them,
 * so a prefix that nobody declared does no harm.
 */
final class XmlScanner {
  static final int MAX_DEPTH = 64;

  private static final int MAX_DIGITS = 1000;

  /** The parser's table of names is slow to search when someone has filled it with collisions. */
  private static final int MAX_NAMES = 2000;

  private static final String XINCLUDE = "http://www.w3.org/2001/XInclude";

  private final XMLStreamReader reader;
  private final StringBuilder text = new StringBuilder();

  private int depth;

  /** Whether the innermost open element has had no child element. */
  private boolean leaf;

  /** The different names of elements, attributes and processing instructions so far. */
  private final Set<String> names = new HashSet<>();

  /** The prefixes that stand for XInclude's namespace here; the empty one for the default. */
  private final Set<String> includePrefixes = new HashSet<>(0);

  /** What to undo in {@link #includePrefixes} when an element ends, the latest first. */
  private final Deque<Binding> bindings = new ArrayDeque<>(0);

  private record Binding(int depth, String prefix, boolean wasInclude) {}

  XmlScanner(byte[] document) throws UnreadableXmlException {
    Reader chars = decode(document);
    try {
      reader = WoodstoxReaders.reader(chars);
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e);
    }
  }

  /** Moves to the root element, which must have this name. */
  void root(String name) throws UnreadableXmlException {
    while (advance() != XMLStreamConstants.START_ELEMENT) {
      // Comments, processing instructions and white space.
    }
    open();
    if (!name().equals(name)) {
      throw unreadable("The root element must be " + name + " without a prefix");
    }
  }

  /**
   * Moves into the next child element of the innermost open element; or, where there is none, out
   * of that element.
   *
   * @return whether a child element has begun
   */
  boolean next() throws UnreadableXmlException {
    text.setLength(0);
    while (true) {
      switch (advance()) {
        case XMLStreamConstants.START_ELEMENT -> {
          requireBlank();
          open();
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (!leaf) {
            requireBlank();
          }
          close();
          return false;
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
        default -> {
          // Comments and processing instructions.
        }
      }
    }
  }

  /** The name of the element that {@link #next} has just moved into, with its prefix. */
  String name() {
    return reader.getLocalName();
  }

  /** The text of the element that {@link #next} has just moved out of. */
  String text() {
    return text.toString();
  }

  /** Whether that text is nothing but XML's white space. */
  boolean isBlank() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return false;
      }
    }
    return true;
  }

  /** Reads on to the end of the element that has just begun. */
  void skip() throws UnreadableXmlException {
    int outside = depth - 1;
    while (depth > outside) {
      next();
    }
  }

  /** Requires that nothing but comments, processing instructions and white space follows. */
  void end() throws UnreadableXmlException {
    while (advance() != XMLStreamConstants.END_DOCUMENT) {
      // The parser refuses everything else here.
    }
  }

  /** Requires that the element's name is not among those that were seen beside it. */
  void requireFirst(Set<String> seen) throws UnreadableXmlException {
    if (!seen.add(name())) {
      throw unreadable("The element " + quote(name()) + " occurs twice in one element");
    }
  }

  /** Requires, of the text that has just been read, that it is no endless number. */
  void requireBoundedNumber() throws UnreadableXmlException {
    if (text.length() <= MAX_DIGITS) {
      return;
    }
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if ("+-.eE \t\r\n".indexOf(c) < 0) {
        return;
      }
    }
    if (digits > MAX_DIGITS) {
      throw unreadable("A number has more than " + MAX_DIGITS + " digits");
    }
  }

  /** A BODY-4 violation at the place that has been reached. */
  UnreadableXmlException unreadable(String what) {
    return unreadable(Clause.BODY_4, what, reader.getLocation());
  }

  private int advance() throws UnreadableXmlException {
    int event;
    try {
      event = reader.next();
    } catch (XMLStreamException | RuntimeException e) {
      // A declaration that is malformed is one all the same.
      throw reader.getEventType() == XMLStreamConstants.DTD ? documentType() : malformed(e);
    }
    if (event == XMLStreamConstants.DTD) {
      throw documentType();
    }
    if (event == XMLStreamConstants.PROCESSING_INSTRUCTION) {
      count(reader.getPITarget());
    }
    return event;
  }

  private void open() throws UnreadableXmlException {
    leaf = true;
    if (++depth > MAX_DEPTH) {
      throw unreadable("The elements are nested more than " + MAX_DEPTH + " deep");
    }
    count(name());
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String attribute = reader.getAttributeLocalName(i);
      count(attribute);
      if (attribute.equals("xmlns")) {
        bind("", reader.getAttributeValue(i));
      } else if (attribute.startsWith("xmlns:")) {
        bind(attribute.substring("xmlns:".length()), reader.getAttributeValue(i));
      }
    }
    if (!includePrefixes.isEmpty()) {
      String name = name();
      int colon = name.indexOf(':');
      if (name.substring(colon + 1).equals("include")
          && includePrefixes.contains(name.substring(0, Math.max(0, colon)))) {
        throw unreadable(
            Clause.BODY_5,
            "XInclude is not allowed: send the content itself",
            reader.getLocation());
      }
    }
  }

  private void count(String name) throws UnreadableXmlException {
    if (names.add(name) && names.size() > MAX_NAMES) {
      throw unreadable(
          "There are more than " + MAX_NAMES + " different names of elements and attributes");
    }
  }

  private void bind(String prefix, String namespace) {
    boolean include = namespace.equals(XINCLUDE);
    boolean wasInclude = includePrefixes.contains(prefix);
    if (include != wasInclude) {
      bindings.push(new Binding(depth, prefix, wasInclude));
      setInclude(prefix, include);
    }
  }

  private void setInclude(String prefix, boolean include) {
    if (include) {
      includePrefixes.add(prefix);
    } else {
      includePrefixes.remove(prefix);
    }
  }

  private void close() {
    for (Binding latest = bindings.peek();
        latest != null && latest.depth() == depth;
        latest = bindings.peek()) {
      bindings.pop();
      setInclude(latest.prefix(), latest.wasInclude());
    }
    leaf = false;
    depth--;
  }

  private void requireBlank() throws UnreadableXmlException {
    if (!isBlank()) {
      throw unreadable("There is text beside child elements");
    }
  }

  private UnreadableXmlException documentType() {
    return unreadable(
        Clause.BODY_5,
        "A document type declaration is not allowed: leave out <!DOCTYPE",
        reader.getLocation());
  }

  /** The parser's own message stays here: it may name its classes. */
  private static UnreadableXmlException malformed(Exception e) {
    return unreadable(
        Clause.BODY_4,
        e instanceof WstxException
            ? "The body is not well-formed XML"
            : "The body is more than what is read of XML, such as "
                + WoodstoxReaders.MAX_ATTRIBUTES
                + " attributes of an element",
        e instanceof XMLStreamException known ? known.getLocation() : null);
  }

  private static UnreadableXmlException unreadable(
      Clause clause, String what, @Nullable Location at) {
    return new UnreadableXmlException(
        clause,
        at == null
            ? what + "."
            : what + ": see line " + at.getLineNumber() + ", column " + at.getColumnNumber() + ".");
  }

  private static Reader decode(byte[] document) throws UnreadableXmlException {
    Reader reader;
    try {
      reader = Utf8.reader(document);
    } catch (CharacterCodingException e) {
      throw new UnreadableXmlException(
          Clause.BODY_4,
          "The body is not UTF-8, the only encoding that is read, whatever a declaration says.");
    }
    requireXmlCharacters(document);
    return reader;
  }

  /** Refuses what the parser would let pass: a second byte order mark, and U+FFFE and U+FFFF. */
  private static void requireXmlCharacters(byte[] utf8) throws UnreadableXmlException {
    if (isMark(utf8, 0) && isMark(utf8, 3)) {
      throw new UnreadableXmlException(
          Clause.BODY_4, "The body is not well-formed XML: it begins with two byte order marks.");
    }
    for (int i = 0; i < utf8.length - 2; i++) {
      // Their bytes are EF BF BE and EF BF BF.
      if (utf8[i] == (byte) 0xEF && utf8[i + 1] == (byte) 0xBF && (utf8[i + 2] & 0xFF) >= 0xBE) {
        throw new UnreadableXmlException(
            Clause.BODY_4,
            "The body is not well-formed XML: it has the character U+FFF"
                + (utf8[i + 2] == (byte) 0xBE ? 'E' : 'F')
                + ".");
      }
    }
  }

  private static boolean isMark(byte[] utf8, int at) {
    return utf8.length >= at + 3
        && utf8[at] == (byte) 0xEF
        && utf8[at + 1] == (byte) 0xBB
        && utf8[at + 2] == (byte) 0xBF;
  }

  /** A name from the document, for a message; a name has no characters that could garble it. */
  private static String quote(String name) {
    return name.codePointCount(0, name.length()) <= 60
        ? '"' + name + '"'
        : '"' + name.substring(0, name.offsetByCodePoints(0, 60)) + "…\"";
  }
}

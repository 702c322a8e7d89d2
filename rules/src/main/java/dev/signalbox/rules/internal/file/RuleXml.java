package dev.signalbox.rules.internal.file;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads an XML document into elements with their lines. A document type declaration is refused and
 * nothing outside the document is ever opened.
 */
final class RuleXml {
  private static final int MAX_DEPTH = 16;

  /** The JDK's own reader, even when others are on the class path. */
  private static final XMLInputFactory FACTORY = XMLInputFactory.newDefaultFactory();

  static {
    FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    FACTORY.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    FACTORY.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    FACTORY.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("external entities are not read");
        });
  }

  /**
   * An element.
   *
   * @param name without namespace
   * @param line where its start tag ends, from 1
   * @param text its own text, without that of its children
   */
  record Element(String name, int line, String text, List<Element> children) {}

  /** The document is not XML that a rule could be. */
  static final class UnreadableRuleException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;

    UnreadableRuleException(int line, String message) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  private final XMLStreamReader in;

  private RuleXml(XMLStreamReader in) {
    this.in = in;
  }

  static Element read(byte[] document) throws UnreadableRuleException {
    try {
      XMLStreamReader in;
      // The factory is the JDK's, which does not promise to be thread-safe.
      synchronized (FACTORY) {
        in = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
      }
      try {
        return new RuleXml(in).document();
      } finally {
        in.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
      throw new UnreadableRuleException(line, "the file is not well-formed XML");
    }
  }

  private Element document() throws XMLStreamException, UnreadableRuleException {
    Element root = null;
    while (in.hasNext()) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> root = element(1);
        case XMLStreamConstants.DTD ->
            throw unreadable("a document type declaration is not allowed");
        default -> {}
      }
    }
    if (root == null) {
      throw unreadable("the file has no element");
    }
    return root;
  }

  private Element element(int depth) throws XMLStreamException, UnreadableRuleException {
    if (depth > MAX_DEPTH) {
      throw unreadable("elements are nested more than " + MAX_DEPTH + " deep");
    }
    String name = in.getLocalName();
    int line = in.getLocation().getLineNumber();
    StringBuilder text = new StringBuilder();
    List<Element> children = new ArrayList<>();
    while (true) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(in.getText());
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw unreadable("the entity " + in.getLocalName() + " is not known");
        case XMLStreamConstants.END_ELEMENT -> {
          if (!children.isEmpty() && !text.toString().isBlank()) {
            throw new UnreadableRuleException(line, name + " has text between its elements");
          }
          return new Element(name, line, text.toString(), children);
        }
        default -> {}
      }
    }
  }

  private UnreadableRuleException unreadable(String message) {
    return new UnreadableRuleException(in.getLocation().getLineNumber(), message);
  }
}

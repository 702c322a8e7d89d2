package dev.signalbox.rules;

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

  /** Always the JDK's own reader, whatever others are on the path. */
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
   * @param text all text in it, its children's not
   */
  record Element(String name, int line, String text, List<Element> children) {}

  /** The document is no XML that a rule could be. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;

    UnreadableException(int line, String message) {
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

  static Element read(byte[] document) throws UnreadableException {
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
      throw new UnreadableException(line, "the file is not well-formed XML");
    }
  }

  private Element document() throws XMLStreamException, UnreadableException {
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

  private Element element(int depth) throws XMLStreamException, UnreadableException {
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
            throw new UnreadableException(line, name + " has text between its elements");
          }
          return new Element(name, line, text.toString(), children);
        }
        default -> {}
      }
    }
  }

  private UnreadableException unreadable(String message) {
    return new UnreadableException(in.getLocation().getLineNumber(), message);
  }
}

package dev.signalbox.format.xml.internal;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.jspecify.annotations.Nullable;

/**
 * Makes Woodstox's readers with the settings that BODY-4 and BODY-5 need.
 *
 * <p>The factory is made by name and not looked up: another provider on the class path must not
 * win, and a jar that was packed without its {@code META-INF/services} still works.
 */
public final class WoodstoxReaders {
  static final int MAX_ATTRIBUTES = 1000;

  private static final String NEEDED =
      "XML is read with com.fasterxml.woodstox:woodstox-core 6.4 or later and"
          + " org.codehaus.woodstox:stax2-api 4.2 or later, which must be on the module path or"
          + " class path.";

  /** Names a namespace and has an attribute beside it, which some versions can't read. */
  private static final String PLAIN = "<a><b:c xmlns:b='urn:b' d='e'/></a>";

  private static final String HOSTILE = "<!DOCTYPE a SYSTEM 'b' [<!ENTITY c 'd'>]><a>&c;</a>";

  private WoodstoxReaders() {}

  /**
   * Checks that Woodstox is there and can be used safely.
   *
   * @throws IllegalStateException when it can't; the message names the artifacts that are needed
   */
  public static void require() {
    try {
      if (isRead(PLAIN) && !isRead(HOSTILE)) {
        return;
      }
    } catch (LinkageError e) {
      throw e.getCause() instanceof IllegalStateException unfit
          ? new IllegalStateException(unfit.getMessage(), unfit)
          : new IllegalStateException(NEEDED + " They can't be loaded here: " + e, e);
    }
    throw new IllegalStateException(NEEDED + found() + " does not read XML as it must.");
  }

  private static boolean isRead(String document) {
    try {
      XmlScanner in = new XmlScanner(document.getBytes(StandardCharsets.UTF_8));
      in.root("a");
      in.skip();
      in.end();
      return true;
    } catch (UnreadableXmlException e) {
      return false;
    }
  }

  /** Continues {@link #NEEDED} with what was found instead. */
  private static String found() {
    @Nullable String version = WstxInputFactory.class.getPackage().getImplementationVersion();
    return " Found woodstox-core" + (version == null ? "" : " " + version) + ", which";
  }

  static XMLStreamReader reader(Reader document) throws XMLStreamException {
    return Factory.READERS.createXMLStreamReader(document);
  }

  private static final class Factory {
    static final XMLInputFactory READERS = safe(new WstxInputFactory());

    private static XMLInputFactory safe(XMLInputFactory factory) {
      try {
        return configured(factory);
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(NEEDED + found() + " lacks a setting.", e);
      }
    }

    private static XMLInputFactory configured(XMLInputFactory factory) {
      factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
      // Declarations are not read but still reported, and so refused. Without them no entity can be
      // expanded; this setting makes a reference to one an error in attributes, too.
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      // Versions before 7.2 don't have it. It only adds to the above: no version reads
      // declarations.
      if (factory.isPropertySupported(XMLConstants.ACCESS_EXTERNAL_DTD)) {
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      }
      factory.setXMLResolver(
          (publicId, systemId, baseUri, namespace) -> {
            throw new XMLStreamException("Nothing is fetched.");
          });
      // What is wrong shows where it is read, not later.
      factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
      factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MAX_ATTRIBUTES);
      // One more than the scanner's own limit, which has the better message.
      factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, XmlScanner.MAX_DEPTH + 1);
      // Text is as long as a body may be.
      factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, Integer.MAX_VALUE);
      factory.setProperty(WstxInputProperties.P_MAX_TEXT_LENGTH, Integer.MAX_VALUE);
      return factory;
    }
  }
}

package dev.signalbox.format.xml;

import static dev.signalbox.format.xml.XmlTesting.assertUnreadable;
import static dev.signalbox.format.xml.XmlTesting.batch;
import static dev.signalbox.format.xml.XmlTesting.utf8;
import static dev.signalbox.format.xml.XmlTesting.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Validated;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** BODY-5, and documents that mean harm. */
class XmlHostileTest {
  private static final String ROOT = "realtimeConversationEvents";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE realtimeConversationEvents>",
        "<!DOCTYPE realtimeConversationEvents []>",
        "<?xml version='1.0'?><!-- x --><?p?>\n<!DOCTYPE html>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        "<!DOCTYPE a [<!ELEMENT a ANY><!ATTLIST a b CDATA 'c'>]>",
        "<!DOCTYPE a PUBLIC '-//x' 'x.dtd'>",
        "<!DOCTYPE a [",
        "<!DOCTYPE a [ <bad> ]>",
        "<!DOCTYPE"
      })
  void anyDocumentTypeIsRefused(String declaration) {
    String detail = assertUnreadable(Clause.BODY_5, declaration + with(""));
    assertTrue(detail.contains("DOCTYPE"), detail);
    assertUnreadable(
        Clause.BODY_5, XmlFormat.INSTANCE.readVoiceCall(utf8(declaration + "<voiceCall/>")));
  }

  @Test
  void entitiesThatMultiplyAreRefused() {
    StringBuilder xml = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 'lol'>");
    for (int i = 1; i < 10; i++) {
      xml.append("<!ENTITY e" + i + " '" + ("&e" + (i - 1) + ";").repeat(10) + "'>");
    }
    assertUnreadable(Clause.BODY_5, xml + "]>" + with("<a>&e9;</a>"));
    assertUnreadable(
        Clause.BODY_5,
        "<!DOCTYPE a [<!ENTITY e '"
            + "x".repeat(100_000)
            + "'>]>"
            + with("<a>" + "&e;".repeat(10_000) + "</a>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='x'/>",
        "<include xmlns='http://www.w3.org/2001/XInclude' href='x'/>",
        "<a xmlns:b='http://www.w3.org/2001/XInclude'><c><b:include/></c></a>",
        "<a xmlns:b='urn:x'><c xmlns:b='http://www.w3.org/2001/XInclude'/><d"
            + " xmlns:b='http://www.w3.org/2001/&#88;Include'><b:include/></d></a>",
        "<events xmlns='http://www.w3.org/2001/XInclude'><details><include/></details></events>"
      })
  void xIncludeIsRefused(String include) {
    String detail = assertUnreadable(Clause.BODY_5, with(include));
    assertTrue(detail.contains("XInclude"), detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<include href='x'/>",
        "<xi:include href='x'/>",
        "<xi:include xmlns:xi='urn:x' href='x'/>",
        "<a xmlns:b='http://www.w3.org/2001/XInclude'/><b:include/>",
        "<a xmlns:b='http://www.w3.org/2001/XInclude'><c xmlns:b='urn:x'><b:include/></c></a>",
        "<a xmlns='http://www.w3.org/2001/XInclude'><b xmlns=''><include/></b></a>",
        "<a xmlns:b='http://www.w3.org/2001/XInclude'><include/><b:fallback/></a>"
      })
  void whatOnlyLooksLikeXIncludeIsIgnored(String unknown) {
    assertTrue(batch(with(unknown)).isValid());
  }

  @Test
  void nothingIsFetched(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "<!ENTITY stolen 'secret'>");
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 50, loopback)) {
      String host = loopback.getHostAddress() + ":" + server.getLocalPort();
      List<String> urls =
          List.of("http://" + host + "/x", "ftp://" + host + "/x", file.toUri().toString());
      for (String url : urls) {
        for (String xml :
            List.of(
                "<!DOCTYPE " + ROOT + " SYSTEM '" + url + "'>" + with(""),
                "<!DOCTYPE " + ROOT + " PUBLIC '-//x' '" + url + "'>" + with(""),
                "<!DOCTYPE " + ROOT + " SYSTEM '" + url + "' []>" + with("<a>&stolen;</a>"),
                "<!DOCTYPE a [<!ENTITY e SYSTEM '" + url + "'>]>" + with("<a>&e;</a>"),
                "<!DOCTYPE a [<!ENTITY e SYSTEM '" + url + "'>]>" + with("<a b='&e;'/>"),
                "<!DOCTYPE a [<!ENTITY % e SYSTEM '" + url + "'> %e;]>" + with(""),
                "<!DOCTYPE a [<!NOTATION n SYSTEM '" + url + "'>]>" + with(""),
                with(
                    "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='"
                        + url
                        + "' parse='text'/>"))) {
          assertUnreadable(Clause.BODY_5, xml);
          assertUnreadable(
              Clause.BODY_5,
              XmlFormat.INSTANCE.readVoiceCall(utf8(xml.replace(ROOT, "voiceCall"))));
        }
        assertTrue(
            batch(
                    "<?xml-stylesheet href='"
                        + url
                        + "'?>"
                        + with(
                            "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"
                                + " xsi:noNamespaceSchemaLocation='"
                                + url
                                + "' xml:base='"
                                + url
                                + "'/>"))
                .isValid());
      }
      // A parser that had connected would be accepted first.
      try (Socket self = new Socket(loopback, server.getLocalPort());
          Socket first = server.accept()) {
        assertEquals(self.getLocalPort(), first.getPort());
      }
    }
  }

  /** Names with one hash, which a parser's table of names would search one by one. */
  @Test
  void namesAreBounded() {
    StringBuilder elements = new StringBuilder();
    StringBuilder instructions = new StringBuilder();
    StringBuilder attributes = new StringBuilder();
    for (int i = 0; i < 1 << 14; i++) {
      String name = "";
      for (int bit = 0; bit < 14; bit++) {
        name += (i >> bit & 1) == 0 ? "Aa" : "BB";
      }
      elements.append("<" + name + "/>");
      instructions.append("<?" + name + "?>");
      attributes.append("<x:a " + name + "=''/>");
    }
    for (String hostile : List.of(elements + "", instructions + "", attributes + "")) {
      assertTrue(assertUnreadable(Clause.BODY_4, with(hostile)).contains("2000 different names"));
    }
    // Six are the batch's own.
    StringBuilder most = new StringBuilder();
    for (int i = 0; i < 2000 - 6; i++) {
      most.append("<a").append(i).append("/>");
    }
    assertTrue(batch(with(most.toString())).isValid());
    assertUnreadable(Clause.BODY_4, with(most + "<one.more/>"));
  }

  @Test
  void documentsAreReadSideBySide() {
    assertEquals(
        IntStream.range(0, 1000).boxed().toList(),
        IntStream.range(0, 1000)
            .parallel()
            .map(
                i ->
                    Integer.parseInt(
                        batch(XmlTesting.withValue("<value>" + i + "</value><n" + i + "/>"))
                            .orThrow()
                            .events()
                            .get(0)
                            .value()))
            .boxed()
            .toList());
  }

  @Property
  void bytesAreReadOrRefusedOnce(@ForAll byte[] bytes) {
    assertReadOrRefused(bytes);
  }

  @Property
  void damagedDocumentsAreReadOrRefusedOnce(
      @ForAll("documents") String xml, @ForAll byte damage, @ForAll int place) {
    byte[] bytes = utf8(xml);
    if (bytes.length > 0) {
      bytes[Math.floorMod(place, bytes.length)] = damage;
    }
    assertReadOrRefused(bytes);
  }

  /** The parser of the JDK, which shares no code with ours, as a judge of well-formedness. */
  @Property(tries = 3000)
  void anotherParserAgreesOnWhatIsWellFormed(@ForAll("documents") String xml)
      throws ParserConfigurationException, SAXException, IOException {
    assertReadOrRefused(utf8(xml));
    Validated<?> read = XmlFormat.INSTANCE.readBatch(utf8(xml));
    if (isWellFormed(xml.startsWith("\uFEFF") ? xml.substring(1) : xml)) {
      assertTrue(
          read.violations().stream().noneMatch(v -> v.detail().contains("well-formed")),
          read::toString);
    } else {
      assertEquals(1, read.violations().size());
    }
  }

  @Provide
  Arbitrary<String> documents() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "<events>",
            "</events>",
            "<a>",
            "</a>",
            "<b/>",
            "<service>",
            "</service>",
            "<details>",
            "</details>",
            "<startTime>",
            "</startTime>",
            "<x:y z='1'>",
            "</x:y>",
            "text",
            "1",
            " ",
            "\n",
            "&lt;",
            "&#13;",
            "&#0;",
            "&#xD800;",
            "&#xFFFF;",
            "&x;",
            "&",
            "<",
            ">",
            "]]>",
            "<![CDATA[",
            "<![CDATA[x]]>",
            "<!-- c -->",
            "<!--",
            "-->",
            "<?p i?>",
            "<?xml?>",
            "<!DOCTYPE a>",
            "<a b='c' b='d'/>",
            "<a b='c'd='e'/>",
            "<a b='&x;'/>",
            "<a xmlns=''/>",
            "\uFFFE",
            "\uFFFF",
            "\uFFFD",
            "\uFEFF",
            "\u0000",
            "\u0007",
            "\u007F",
            "\u0085",
            "\uD83D\uDE00",
            "é",
            "'",
            "\"",
            "=",
            "/",
            "?");
    Arbitrary<String> content = piece.list().ofMaxSize(6).map(pieces -> String.join("", pieces));
    return Arbitraries.oneOf(
        content,
        content.map(XmlTesting::with),
        content.map(XmlTesting::withEvent),
        content.map(text -> XmlTesting.withValue("<value>" + text + "</value>")),
        content.map(text -> text + with("")),
        content.map(text -> with("") + text),
        content.map(text -> "<voiceCall><a>" + text + "</a></voiceCall>"));
  }

  private static void assertReadOrRefused(byte[] bytes) {
    for (Validated<?> read :
        List.of(XmlFormat.INSTANCE.readBatch(bytes), XmlFormat.INSTANCE.readVoiceCall(bytes))) {
      if (!read.isValid()) {
        Clause clause = read.violations().get(0).clause();
        assertTrue(clause == Clause.BODY_4 || clause == Clause.BODY_5);
        assertUnreadable(clause, read);
      }
    }
  }

  private static boolean isWellFormed(String xml)
      throws ParserConfigurationException, IOException, SAXException {
    SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    try {
      factory.newSAXParser().parse(new InputSource(new StringReader(xml)), new DefaultHandler());
      return true;
    } catch (SAXException e) {
      return false;
    }
  }
}

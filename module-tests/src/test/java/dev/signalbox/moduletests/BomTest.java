package dev.signalbox.moduletests;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The bill of materials lists what is published, all of it and nothing else. */
class BomTest {
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  @Test
  void listsEveryPublishedModule() throws Exception {
    Set<String> published = new TreeSet<>();
    for (String module : published()) {
      published.add(text(pom(module), "/project/artifactId"));
    }
    assertEquals(published, managed(pom("bom")));
  }

  @Test
  void theParentManagesTheSame() throws Exception {
    assertEquals(managed(pom("bom")), managed(pom(".")));
  }

  @Test
  void everyVersionIsThatOfTheProject() throws Exception {
    assertEquals(
        Set.of("${project.version}"),
        texts(pom("bom"), "/project/dependencyManagement/dependencies/dependency/version")
            .collect(toCollection(TreeSet::new)));
  }

  /** A parent would manage third-party modules for those who import, and not all that they need. */
  @Test
  void asPublishedItManagesNothingElse() throws Exception {
    Document bom = flattened("bom");
    assertEquals("0", text(bom, "count(/project/parent)"));
    assertEquals("0", text(bom, "count(/project/properties)"));
    assertEquals(
        Set.of("dev.signalbox"),
        texts(bom, "/project/dependencyManagement/dependencies/dependency/groupId")
            .collect(toCollection(TreeSet::new)));
    assertEquals(managed(pom("bom")), managed(bom));
  }

  @Test
  void whatIsPublishedStandsOnItsOwn() throws Exception {
    for (String module : published()) {
      Document pom = flattened(module);
      assertEquals("0", text(pom, "count(/project/parent)"), module);
      assertEquals("0", text(pom, "count(/project/dependencyManagement)"), module);
      assertEquals("0", text(pom, "count(//dependency[not(version)])"), module);
    }
  }

  private static Set<String> published() throws Exception {
    Set<String> published = new TreeSet<>();
    for (String module : texts(pom("."), "/project/modules/module").toList()) {
      Document pom = pom(module);
      boolean isJar = text(pom, "/project/packaging").matches("|jar");
      boolean isPublished = !text(pom, "/project/properties/maven.deploy.skip").equals("true");
      if (isJar && isPublished) {
        published.add(module);
      }
    }
    assertFalse(published.isEmpty());
    return published;
  }

  private static Set<String> managed(Document pom) throws XPathExpressionException {
    return texts(
            pom,
            "/project/dependencyManagement/dependencies/dependency[groupId='dev.signalbox']/artifactId")
        .collect(toCollection(TreeSet::new));
  }

  private static Document pom(String module)
      throws IOException, ParserConfigurationException, SAXException {
    return read(Modules.root().resolve(module).resolve("pom.xml"));
  }

  /** As it is installed and deployed. */
  private static Document flattened(String module)
      throws IOException, ParserConfigurationException, SAXException {
    return read(Modules.root().resolve(module).resolve("target/.flattened-pom.xml"));
  }

  private static Document read(Path file)
      throws IOException, ParserConfigurationException, SAXException {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static String text(Document pom, String path) throws XPathExpressionException {
    return XPATH.evaluate(path, pom).strip();
  }

  private static Stream<String> texts(Document pom, String path) throws XPathExpressionException {
    NodeList nodes = (NodeList) XPATH.evaluate(path, pom, XPathConstants.NODESET);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent().strip());
  }
}

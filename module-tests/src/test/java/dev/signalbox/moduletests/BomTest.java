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
    for (String module : texts(pom("."), "/project/modules/module").toList()) {
      Document pom = pom(module);
      boolean isJar = text(pom, "/project/packaging").matches("|jar");
      boolean isPublished = !text(pom, "/project/properties/maven.deploy.skip").equals("true");
      if (isJar && isPublished) {
        published.add(text(pom, "/project/artifactId"));
      }
    }
    assertFalse(published.isEmpty());
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

  private static Set<String> managed(Document pom) throws XPathExpressionException {
    return texts(
            pom,
            "/project/dependencyManagement/dependencies/dependency[groupId='dev.signalbox']/artifactId")
        .collect(toCollection(TreeSet::new));
  }

  private static Document pom(String module)
      throws IOException, ParserConfigurationException, SAXException {
    Path file = Modules.root().resolve(module).resolve("pom.xml");
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

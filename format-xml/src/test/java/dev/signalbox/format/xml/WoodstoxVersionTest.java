package dev.signalbox.format.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ctc.wstx.stax.WstxInputFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The build runs these tests twice: with the Woodstox of the artifact, and with an older one. */
class WoodstoxVersionTest {
  @Test
  void theTestsRunWithTheVersionThatTheBuildNames() throws IOException, URISyntaxException {
    URI jar = WstxInputFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (JarFile file = new JarFile(Path.of(jar).toFile())) {
      assertEquals(
          System.getProperty("expected.woodstox"),
          file.getManifest().getMainAttributes().getValue("Implementation-Version"));
    }
  }

  @Test
  void thisVersionIsFit() {
    XmlFormat.INSTANCE.requireParser();
    assertTrue(XmlTesting.batch(XmlTesting.with("")).isValid());
  }
}

package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.CallCenterKey;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A receiver on class paths as users end up with them: parsers that lost their service files, are
 * missing, or come in another version. It works, or it does not start.
 */
class ParsersTest {
  private static final String XML =
      "<realtimeConversationEvents><service>S</service><events>"
          + "<type>IntelligenceSignal__Category</type><value>v</value><startTime>1</startTime>"
          + "</events></realtimeConversationEvents>";

  private static final String RECEIVER =
      """
      package app;

      import dev.signalbox.core.CallCenterId;
      import dev.signalbox.core.intake.Intake;
      import dev.signalbox.core.spi.CallCenterKey;
      import dev.signalbox.tokens.TokenVerifier;
      import dev.signalbox.transport.http.*;
      import dev.signalbox.transport.inmemory.*;
      import java.net.InetSocketAddress;
      import java.nio.file.*;

      public class Receiver {
        public static void main(String[] args) throws Exception {
          var key = CallCenterKey.ofPem(Files.readString(Path.of(args[0])));
          var callCenters =
              InMemoryCallCenterDirectory.builder()
                  .callCenter(CallCenterId.of(args[1], args[2]), key)
                  .build();
          var calls = new InMemoryVoiceCallDirectory();
          var intake = Intake.of(InMemoryTransport.of(calls), calls);
          var tokens = TokenVerifier.of(callCenters, new InMemoryReplayGuard());
          var server =
              EndpointServer.start(
                  Endpoint.of(intake, tokens), new InetSocketAddress("127.0.0.1", 0));
          System.out.println("listening on " + server.address());
        }
      }
      """;

  private static final String SENDER =
      """
      package app;

      import dev.signalbox.core.CallCenterId;
      import dev.signalbox.tokens.TokenSigner;
      import java.security.KeyPairGenerator;

      public class Sender {
        public static void main(String[] args) throws Exception {
          var keys = KeyPairGenerator.getInstance("RSA");
          keys.initialize(2048);
          var id = CallCenterId.of("00DHs00000Kmpyr", "Acme");
          TokenSigner.builder(id, keys.generateKeyPair().getPrivate()).build();
          System.out.println("started");
        }
      }
      """;

  @TempDir private static Path folder;
  private static Path publicKey;
  private static Path classes;

  @BeforeAll
  static void program() throws IOException {
    publicKey =
        Files.writeString(
            folder.resolve("public.pem"), CallCenterKey.of(TestServer.KEYS.getPublic()).toPem());
    classes = Program.compile(folder, "Receiver", RECEIVER, "");
    Program.compile(folder, "Sender", SENDER, "");
  }

  @Test
  void aJarWithoutServiceFiles() throws Exception {
    assertWorks(List.of(classes, packed(runtime())));
  }

  @Test
  void anOlderWoodstox() throws Exception {
    List<Path> path = without("woodstox-core");
    path.add(Path.of("target/woodstox/older.jar"));
    assertWorks(path);
  }

  @Test
  void aWoodstoxThatIsUnfit() throws Exception {
    List<Path> path = without("woodstox-core");
    path.add(Path.of("target/woodstox/unfit.jar"));
    assertDoesNotStart(path, "com.fasterxml.woodstox:woodstox-core 6.4 or later");
  }

  @Test
  void noWoodstox() throws Exception {
    assertDoesNotStart(without("woodstox-core"), "com.fasterxml.woodstox:woodstox-core");
    assertDoesNotStart(without("stax2-api"), "org.codehaus.woodstox:stax2-api");
  }

  @Test
  void noParsson() throws Exception {
    assertDoesNotStart(without("parsson"), "org.eclipse.parsson:parsson");
  }

  @Test
  void noLibraryThatSigns() throws Exception {
    assertWorks(without("nimbus-jose-jwt"));
    try (Program program = Program.runOn(without("nimbus-jose-jwt"), "Sender")) {
      String line = program.line("Exception in thread \"main\" java.lang.IllegalStateException: ");
      assertTrue(line.contains("com.nimbusds:nimbus-jose-jwt"), line);
      assertEquals(1, program.exit());
    }
  }

  private static Program run(List<Path> classPath) throws IOException {
    return Program.runOn(
        classPath,
        "Receiver",
        publicKey.toString(),
        TestServer.ACME.orgId().value(),
        TestServer.ACME.apiName());
  }

  private static void assertWorks(List<Path> classPath) throws Exception {
    try (Program program = run(classPath)) {
      InetSocketAddress server = program.address();
      Http.Request json = TestServer.batch("k");
      assertEquals(202, Http.once(server, json).status());
      Http.Request xml =
          TestServer.batch("k").with("Content-Type", "application/xml").withBody(XML);
      assertEquals(202, Http.once(server, xml).status());
      Http.Response refused =
          Http.once(
              server,
              TestServer.batch("k")
                  .with("Content-Type", "application/xml")
                  .withBody("<!DOCTYPE a [<!ENTITY b 'c'>]>" + XML));
      assertEquals(400, refused.status());
      assertTrue(refused.body().contains("BODY-5"), refused.body());
    }
  }

  private static void assertDoesNotStart(List<Path> classPath, String artifact) throws Exception {
    try (Program program = run(classPath)) {
      String line = program.line("Exception in thread \"main\" java.lang.IllegalStateException: ");
      assertTrue(line.contains(artifact), line);
      assertEquals(1, program.exit());
    }
  }

  /** The class path of the program, without what only tests use. */
  private static List<Path> runtime() {
    Set<String> tests = Set.of("junit", "jqwik", "archunit", "opentest4j", "apiguardian");
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> tests.stream().noneMatch(name(entry)::startsWith))
        .toList();
  }

  private static List<Path> without(String artifact) {
    List<Path> path =
        new ArrayList<>(runtime().stream().filter(e -> !name(e).startsWith(artifact)).toList());
    assertEquals(runtime().size() - 1, path.size(), artifact);
    path.add(classes);
    return path;
  }

  private static String name(Path entry) {
    return entry.getFileName().toString();
  }

  /** One jar of all, as careless packing makes it. */
  private static Path packed(List<Path> path) throws IOException {
    Path jar = folder.resolve("packed.jar");
    Set<String> seen = new HashSet<>();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.setLevel(0);
      for (Path entry : path) {
        if (Files.isDirectory(entry)) {
          try (Stream<Path> files = Files.walk(entry)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
              String name = entry.relativize(file).toString().replace('\\', '/');
              try (InputStream in = Files.newInputStream(file)) {
                add(out, name, in, seen);
              }
            }
          }
          continue;
        }
        try (JarFile file = new JarFile(entry.toFile())) {
          for (Enumeration<JarEntry> e = file.entries(); e.hasMoreElements(); ) {
            JarEntry next = e.nextElement();
            if (!next.isDirectory()) {
              add(out, next.getName(), file.getInputStream(next), seen);
            }
          }
        }
      }
    }
    return jar;
  }

  private static void add(JarOutputStream out, String name, InputStream in, Set<String> seen)
      throws IOException {
    if (name.startsWith("META-INF/services/")
        || name.endsWith("module-info.class")
        || name.endsWith(".SF")
        || !seen.add(name)) {
      return;
    }
    out.putNextEntry(new JarEntry(name));
    in.transferTo(out);
    out.closeEntry();
  }
}

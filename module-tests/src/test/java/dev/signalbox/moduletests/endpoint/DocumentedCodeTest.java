package dev.signalbox.moduletests.endpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fragments of Java in the documents compile, with the names that the text around them gives.
 */
class DocumentedCodeTest {
  private static final String BEFORE =
      """
      package app;

      import com.sun.net.httpserver.HttpServer;
      import dev.signalbox.core.*;
      import dev.signalbox.core.format.*;
      import dev.signalbox.core.intake.*;
      import dev.signalbox.core.spi.*;
      import dev.signalbox.tokens.*;
      import dev.signalbox.sender.*;
      import dev.signalbox.engine.netty.NettyEngine;
      import dev.signalbox.transport.http.*;
      import dev.signalbox.transport.inmemory.*;
      import java.net.URI;
      import java.net.http.*;
      import java.nio.file.*;
      import java.util.*;
      import java.util.concurrent.*;

      abstract class Fragments {
        HttpClient client = HttpClient.newHttpClient();
        InMemoryVoiceCallDirectory calls = new InMemoryVoiceCallDirectory();
        InMemoryTransport transport = InMemoryTransport.of(calls);
        CallCenterId callCenter = CallCenterId.of("00D000000000000EAA", "DevCallCenter");
        long now = System.currentTimeMillis();

        abstract HttpRequest request(DeliveredBatch batch);

        abstract HttpServer server();

        abstract TokenVerifier tokens();

        abstract Endpoint endpoint();

        abstract Intake intake();

        abstract void log(SendOutcome outcome);

        static HttpResponse.BodyHandler<Void> discarding() {
          return HttpResponse.BodyHandlers.discarding();
        }
      """;

  @Test
  void embedding(@TempDir Path work) throws Exception {
    compile("embedding.md", 5, work);
  }

  @Test
  void sending(@TempDir Path work) throws Exception {
    compile("sending.md", 1, work);
  }

  private static void compile(String document, int atLeast, Path work) throws Exception {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs", document)));
    StringBuilder source = new StringBuilder(BEFORE);
    int fragments = 0;
    while (block.find()) {
      String code = block.group(1);
      if (Runtime.version().feature() < 21 && code.contains("VirtualThread")) {
        continue;
      }
      source.append("\n  void fragment").append(fragments++).append("() throws Exception {\n");
      for (String name : new String[] {"server", "tokens", "endpoint", "intake"}) {
        if (code.contains(name) && !code.contains("var " + name + " =")) {
          source.append("    var ").append(name).append(" = ").append(name).append("();\n");
        }
      }
      source.append(code).append("  }\n");
    }
    assertTrue(fragments >= atLeast, "fragments were found");
    Program.compile(work, "Fragments", source.append("}\n").toString(), "");
  }
}

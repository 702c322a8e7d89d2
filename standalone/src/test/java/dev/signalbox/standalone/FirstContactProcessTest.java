package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a new user of the program meets first. */
@Timeout(180)
class FirstContactProcessTest {
  @TempDir private Path dir;

  @Test
  void theFirstLinesSayHowToConnect() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      List<String> lines = server.err().await(6);
      assertEquals("  base URL     " + url, lines.get(1));
      assertEquals("  console      " + url + "/console", lines.get(2));
      assertEquals("  org id       00D000000000000EAA", lines.get(3));
      assertEquals("  API name     DevCallCenter", lines.get(4));
      assertEquals(
          "  private key  " + dir.toRealPath().resolve(".signalbox/private.pem"), lines.get(5));
    }
  }

  @Test
  void toolsInAnotherFolderFindTheKey() throws Exception {
    Path here = Files.createDirectory(dir.resolve("here"));
    Path there = Files.createDirectory(dir.resolve("there"));
    try (Program server = Program.serve(here)) {
      String url = server.url();
      Program.Ended sent = Program.run(there, "send", "--call", "k", "--value", "v", "--to", url);
      assertEquals(ExitCode.OK, sent.exitCode(), sent.err());
      Program.Ended token = Program.run(there, "token", "--to", url);
      assertEquals(ExitCode.OK, token.exitCode(), token.err());
      Program.Ended explained = Program.run(there, "token", "--to", url, "--explain", token.out());
      assertTrue(explained.out().startsWith("The token is good"), explained.out());
      assertTrue(explained.out().contains("  sub  DevCallCenter"), explained.out());
      assertTrue(explained.out().contains(" min "), explained.out());
      assertFalse(
          explained.out().contains(token.out().strip().split("[.]", -1)[2]), "the signature");

      DevelopmentCallCenter.open(there);
      Program.Ended wrong = Program.run(there, "send", "--call", "k", "--value", "v", "--to", url);
      assertEquals(ExitCode.REFUSED, wrong.exitCode());
      assertTrue(wrong.err().contains("AUTH-3: The signature does not match"), wrong.err());
      assertTrue(wrong.err().contains("--dir " + here.toRealPath()), wrong.err());
    }
    Files.delete(there.resolve(".signalbox/private.pem"));
    Program.Ended nobody = Program.run(there, "token", "--to", "http://127.0.0.1:1");
    assertEquals(ExitCode.FAILURE, nobody.exitCode());
    assertTrue(nobody.err().contains("no development server answers"), nobody.err());
  }

  @Test
  void aKeyOfTheUsersOwnIsNotTakenOnAServersWord() throws Exception {
    Path there = Files.createDirectory(dir.resolve("there"));
    Path key = dir.resolve("private.pem");
    Files.copy(DevelopmentCallCenter.open(dir).keyFile(), key);
    try (Program server =
        Program.serve(
            dir,
            "--dev",
            "--org",
            "00D000000000001EAA",
            "--call-center",
            "Own",
            "--key",
            key.toString())) {
      String url = server.url();
      Program.Ended token = Program.run(there, "token", "--to", url);
      assertEquals(ExitCode.FAILURE, token.exitCode());
      assertTrue(
          token.err().contains("--org 00D000000000001EAA --call-center Own --key " + key),
          token.err());
    }
  }

  @Test
  void inAContainerTheConsoleHasATokenThatIsPrinted() throws Exception {
    try (Program server = Program.serve(dir, "--dev", "--host", "0.0.0.0")) {
      String url = server.url().replace("0.0.0.0", "127.0.0.1");
      server.err().await("WARNING: other machines reach this server");
      String token =
          server.err().await("  console token  ").substring("  console token  ".length());
      HttpClient http = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/_signalbox/connection"))
              .header("Authorization", "Bearer " + token)
              .build();
      assertEquals(200, http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
      assertEquals(
          401,
          http.send(
                  HttpRequest.newBuilder(URI.create(url + "/_signalbox/connection")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode());
      assertEquals(202, Client.development(url, dir).send("k", "v"));
    }
  }

  @Test
  void theDemonstrationPlaysCalls() throws Exception {
    try (Program server = Program.serve(dir)) {
      String url = server.url();
      Program.Ended demo = Program.run(dir, "demo", "--to", url, "--seed", "7", "--seconds", "8");
      assertEquals(ExitCode.OK, demo.exitCode(), demo.err());
      assertTrue(demo.out().contains("demo-7-1-1: call begins, 201"), demo.out());
      assertTrue(demo.out().contains(", 202"), demo.out());
    }
    Program.Ended nothing = Program.run(dir, "demo", "--to", "http://127.0.0.1:1");
    assertEquals(ExitCode.FAILURE, nothing.exitCode());
    assertTrue(nothing.err().contains("nothing answers at http://127.0.0.1:1"), nothing.err());
  }
}

package dev.signalbox.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Call centers that come and go while the server runs. */
class CallCenterFolderProcessTest {
  @TempDir Path dir;

  @Test
  void aKeyIsAddedAndRemovedWithoutARestart() throws Exception {
    try (Program server = Program.serve(dir, "--quiet")) {
      server.url();
    }
    Path pem = dir.resolve(".signalbox/public.pem");
    Path folder = Files.createDirectory(dir.resolve("keys"));
    try (Program server = Program.serve(dir, "--quiet", "--call-centers", folder.toString())) {
      Client client = Client.development(server.url(), dir);
      assertEquals(401, client.send("call-1", "a"));
      Path file =
          folder.resolve(
              DevelopmentCallCenter.ID.orgId() + "." + DevelopmentCallCenter.ID.apiName() + ".pem");
      Path whole = Files.copy(pem, folder.resolve("new"));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      server.err().await("call centers of " + folder + " now: [" + "00D");
      assertEquals(202, client.send("call-1", "a"));
      Files.delete(file);
      assertEquals(401, client.send("call-1", "a"));
      server.signal("TERM");
      assertEquals(ExitCode.OK, server.exitCode());
    }
  }

  @Test
  void aFileOfAnotherNameEndsTheStart() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("keys"));
    Files.writeString(folder.resolve("center.pem"), "");
    Program.Ended ended = Program.run(dir, "serve", "--port=0", "--call-centers=" + folder);
    assertEquals(ExitCode.FAILURE, ended.exitCode(), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
  }
}

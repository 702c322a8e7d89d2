package dev.signalbox.standalone.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.Pems;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.tokens.PrivateKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCallCenterTest {
  @TempDir Path dir;

  private Path folder;
  private Path privatePem;
  private Path publicPem;

  @BeforeEach
  void paths() {
    folder = dir.resolve(".signalbox");
    privatePem = folder.resolve("private.pem");
    publicPem = folder.resolve("public.pem");
  }

  @Test
  void thePairIsMadeForItsUserAlone() throws Exception {
    DevelopmentCallCenter made = DevelopmentCallCenter.open(dir);
    assertEquals(Set.of("private.pem", "public.pem"), files());
    assertEquals("rwx------", mode(folder));
    assertEquals("rw-------", mode(privatePem));
    assertEquals("rw-r--r--", mode(publicPem));
    assertTrue(Files.readString(privatePem).startsWith("-----BEGIN PRIVATE KEY-----\n"));
    assertTrue(Files.readString(publicPem).startsWith("-----BEGIN PUBLIC KEY-----\n"));
    assertEquals(made.privateKey().orElseThrow(), PrivateKeys.ofPem(Files.readString(privatePem)));
    assertEquals(made.publicKey(), CallCenterKey.ofPem(Files.readString(publicPem)));
    assertEquals(2048, made.publicKey().publicKey().getModulus().bitLength());
  }

  @Test
  void thePairIsUsedAgain() throws Exception {
    DevelopmentCallCenter made = DevelopmentCallCenter.open(dir);
    byte[] before = Files.readAllBytes(privatePem);
    assertEquals(made.publicKey(), DevelopmentCallCenter.open(dir).publicKey());
    assertEquals(made.publicKey(), DevelopmentCallCenter.existing(dir).publicKey());
    assertArrayEquals(before, Files.readAllBytes(privatePem));
  }

  @Test
  void aPublicKeyThatIsMissingIsWrittenAgain() throws Exception {
    DevelopmentCallCenter made = DevelopmentCallCenter.open(dir);
    Files.delete(publicPem);
    DevelopmentCallCenter.open(dir);
    assertEquals(made.publicKey(), CallCenterKey.ofPem(Files.readString(publicPem)));
  }

  @Test
  void ofManyThatStartAtOnceAllUseOnePair() throws Exception {
    int starts = 6;
    ExecutorService pool = Executors.newFixedThreadPool(starts);
    Set<CallCenterKey> keys = new HashSet<>();
    try {
      CountDownLatch together = new CountDownLatch(starts);
      List<Future<CallCenterKey>> opened = new ArrayList<>();
      for (int i = 0; i < starts; i++) {
        opened.add(
            pool.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return DevelopmentCallCenter.open(dir).publicKey();
                }));
      }
      for (Future<CallCenterKey> key : opened) {
        keys.add(key.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(1, keys.size());
    assertEquals(Set.of("private.pem", "public.pem"), files());
  }

  @Test
  void halfAPrivateKeyIsAClearError() throws Exception {
    DevelopmentCallCenter.open(dir);
    String whole = Files.readString(privatePem);
    Files.writeString(privatePem, whole.substring(0, whole.length() / 2));
    String message = refused();
    assertTrue(message.startsWith("the key " + privatePem + " can't be used: "), message);
    assertTrue(message.contains("Remove"), message);
    assertTrue(!message.contains(whole.substring(60, 100)), "the message shows the key");
    assertEquals(Set.of("private.pem", "public.pem"), files());
  }

  @Test
  void aKeyThatIsTooShortIsAClearError() throws Exception {
    Files.createDirectory(folder);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    Files.writeString(privatePem, Pems.ofPrivate(generator.generateKeyPair().getPrivate()));
    String message = refused();
    assertTrue(message.contains("1024 bits"), message);
  }

  @Test
  void aPublicKeyOfAnotherPairIsAClearError() throws Exception {
    DevelopmentCallCenter.open(dir);
    Path other = Files.createDirectory(dir.resolve("other"));
    DevelopmentCallCenter.open(other);
    Files.copy(
        other.resolve(".signalbox/public.pem"),
        publicPem,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String message = refused();
    assertTrue(message.startsWith(publicPem + " does not belong to the private.pem"), message);
  }

  @Test
  void aPublicKeyAloneIsAClearError() throws Exception {
    DevelopmentCallCenter.open(dir);
    Files.delete(privatePem);
    String message = refused();
    assertTrue(message.startsWith(publicPem + " is there without its private.pem"), message);
    assertEquals(Set.of("public.pem"), files());
  }

  @Test
  void aFileInThePlaceOfTheFolderIsAClearError() throws Exception {
    Files.writeString(folder, "mine");
    String message = refused();
    assertTrue(message.contains(folder.toString()), message);
    assertEquals("mine", Files.readString(folder));
  }

  @Test
  void aFolderThatIsNotThereIsAClearError() {
    Path missing = dir.resolve("missing");
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> DevelopmentCallCenter.open(missing));
    assertEquals(ExitCode.FAILURE, failure.exitCode());
    assertTrue(failure.getMessage().contains(missing.toString()), failure.getMessage());
  }

  @Test
  void withoutAServerThereIsNoKey() {
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> DevelopmentCallCenter.existing(dir));
    assertEquals(ExitCode.FAILURE, failure.exitCode());
    assertTrue(failure.getMessage().contains("signalbox serve"), failure.getMessage());
    assertTrue(Files.notExists(folder));
  }

  private String refused() {
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> DevelopmentCallCenter.open(dir));
    assertEquals(ExitCode.FAILURE, failure.exitCode());
    return failure.getMessage();
  }

  private Set<String> files() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return Set.copyOf(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

package dev.signalbox.standalone.identity;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.FilePermissions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.tokens.PrivateKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/**
 * The call center for which the server works in development mode: by default one with a key pair of
 * its own in the folder {@code .signalbox}, of which the private key alone decides, and the public
 * one beside it is for people; or one that the user names, with a key of the user's.
 */
public final class DevelopmentCallCenter {
  public static final CallCenterId ID = CallCenterId.of("00D000000000000EAA", "DevCallCenter");

  private static final String FOLDER = ".signalbox";
  private static final String NAME = "call-center";

  private final CallCenterId id;
  private final Path keyFile;
  private final Optional<PrivateKey> privateKey;
  private final CallCenterKey publicKey;

  private DevelopmentCallCenter(
      CallCenterId id, Path keyFile, Optional<PrivateKey> privateKey, CallCenterKey publicKey) {
    this.id = id;
    this.keyFile = keyFile;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /** The org and the API name. */
  public CallCenterId id() {
    return id;
  }

  /** Where its key is. */
  public Path keyFile() {
    return keyFile;
  }

  /** The private key; empty where the file has the public one alone. */
  public Optional<PrivateKey> privateKey() {
    return privateKey;
  }

  public CallCenterKey publicKey() {
    return publicKey;
  }

  public static Path folder(Path dir) {
    return dir.resolve(FOLDER);
  }

  /** The one with the default's name and a key pair in {@code dir/.signalbox}. */
  public static DevelopmentCallCenter open(Path dir) throws CommandFailure {
    return open(dir, ID);
  }

  /** Uses the key pair in {@code dir/.signalbox}, which is made where there is none. */
  public static DevelopmentCallCenter open(Path dir, CallCenterId id) throws CommandFailure {
    Path folder = folder(dir);
    Path privatePem = folder.resolve("private.pem");
    Path publicPem = folder.resolve("public.pem");
    try {
      if (!Files.exists(privatePem)) {
        if (Files.exists(publicPem)) {
          throw CommandFailure.failure(
              publicPem
                  + " is there without its private.pem: put that back, or remove it to have a new"
                  + " pair made");
        }
        createFolder(dir, folder);
        create(privatePem, pem("PRIVATE KEY", newKey().getEncoded()), "rw-------");
      }
      DevelopmentCallCenter callCenter = read(privatePem, id);
      if (!Files.exists(publicPem)) {
        create(publicPem, callCenter.publicKey.toPem(), "rw-r--r--");
      }
      callCenter.requirePublic(publicPem);
      writeId(folder, id);
      return callCenter;
    } catch (IOException e) {
      throw CommandFailure.failure(
          "the development key in " + folder + " can't be made or read: " + IoErrors.of(e));
    }
  }

  /** The call center of a folder: the default one, or the one that the server there is for. */
  static CallCenterId idOf(Path dir) throws CommandFailure {
    Path file = folder(dir).resolve(NAME);
    try {
      return Files.exists(file)
          ? new CallCenterOption.Named().convert(Files.readString(file).strip())
          : ID;
    } catch (IOException e) {
      throw CommandFailure.failure(file + " can't be read: " + IoErrors.of(e));
    } catch (TypeConversionException wrong) {
      throw CommandFailure.failure(file + ": " + wrong.getMessage());
    }
  }

  /** Notes for the tools, beside the key, whose it is, unless it is the default call center's. */
  private static void writeId(Path folder, CallCenterId id) throws IOException {
    Path file = folder.resolve(NAME);
    Files.deleteIfExists(file);
    if (!id.equals(ID)) {
      create(file, id.orgId().asGiven() + ":" + id.apiName() + "\n", "rw-r--r--");
    }
  }

  /** Uses the key pair that a server has made in {@code dir/.signalbox}. */
  public static DevelopmentCallCenter existing(Path dir) throws CommandFailure {
    Path privatePem = privateKey(dir);
    if (!Files.exists(privatePem)) {
      throw CommandFailure.failure(
          "there is no development key in "
              + folder(dir)
              + ": start \"signalbox serve\" in that folder first, name its folder with --dir, or"
              + " name a call center");
    }
    return read(privatePem, idOf(dir));
  }

  /** Where the private key of a folder is, or is to be. */
  public static Path privateKey(Path dir) {
    return folder(dir).resolve("private.pem");
  }

  /**
   * A call center of the user's, with a key of the user's.
   *
   * @param keyFile has the private key; or the public one or a certificate, and then the server can
   *     sign nothing
   * @param passwordFile the password of a key that is in a key store
   */
  public static DevelopmentCallCenter of(
      CallCenterId id, Path keyFile, Optional<Path> passwordFile, boolean weak)
      throws CommandFailure {
    Optional<PrivateKey> privateKey = KeyFiles.findPrivateKey(keyFile, passwordFile);
    return new DevelopmentCallCenter(
        id, keyFile, privateKey, KeyFiles.publicKey(keyFile, privateKey, weak));
  }

  private static DevelopmentCallCenter read(Path privatePem, CallCenterId id)
      throws CommandFailure {
    DevelopmentCallCenter callCenter =
        KeyFiles.read(
            privatePem,
            pem -> ofPem(pem, privatePem, id),
            " Remove the folder " + privatePem.getParent() + " to have a new pair made.");
    FilePermissions.warnWhereOthersRead(privatePem, "the private key");
    return callCenter;
  }

  private static DevelopmentCallCenter ofPem(String pem, Path file, CallCenterId id) {
    PrivateKey key = PrivateKeys.ofPem(pem);
    return new DevelopmentCallCenter(
        id, file, Optional.of(key), KeyFiles.publicPart(key, CallCenterKey::of));
  }

  private void requirePublic(Path publicPem) throws CommandFailure {
    CallCenterKey found = KeyFiles.publicKey(publicPem, false);
    if (!found.publicKey().equals(publicKey.publicKey())) {
      throw CommandFailure.failure(
          publicPem
              + " does not belong to the private.pem beside it: remove it to have the right one"
              + " written");
    }
  }

  private static void createFolder(Path dir, Path folder) throws IOException, CommandFailure {
    if (!Files.isDirectory(dir)) {
      throw CommandFailure.failure(dir + " is no folder, so there can be no .signalbox in it");
    }
    try {
      Files.createDirectory(folder, permissions(folder, "rwx------"));
    } catch (FileAlreadyExistsException made) {
      if (!Files.isDirectory(folder)) {
        throw made;
      }
    }
  }

  /**
   * Writes a file that appears whole or not at all. Of several processes that write it at the same
   * time one wins, and the others find its file.
   */
  private static void create(Path path, String text, String mode) throws IOException {
    Path unfinished =
        Files.createTempFile(
            path.getParent(), path.getFileName() + ".", ".tmp", permissions(path, mode));
    try {
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (FilePermissions.isPosix(unfinished)) {
        // Whatever the umask took away.
        Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString(mode));
      }
      publish(unfinished, path);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void publish(Path unfinished, Path path) throws IOException {
    try {
      Files.createLink(path, unfinished);
    } catch (FileAlreadyExistsException another) {
      // Made by another process meanwhile.
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      try {
        Files.move(unfinished, path);
      } catch (FileAlreadyExistsException another) {
        // As above.
      }
    }
  }

  private static RSAPrivateCrtKey newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(CallCenterKey.MIN_BITS);
      return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has RSA", e);
    }
  }

  private static String pem(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static FileAttribute<?>[] permissions(Path path, String mode) {
    return FilePermissions.isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}

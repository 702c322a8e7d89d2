import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Writes the classes of the program's copy of a jar in the format of Java 8 where they are older. The
 * archive of classes takes none that has no stack maps; nor any of ours that extends one of these. What
 * they do is the same. Run by the build on the folder of the program's modules, with the beginning of
 * the jar's name.
 */
class StackMaps {
  public static void main(String[] arguments) throws IOException {
    List<Path> jars;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      jars = all.filter(jar -> jar.getFileName().toString().startsWith(arguments[1] + "-")).toList();
    }
    if (jars.size() != 1) {
      throw new IllegalStateException(arguments[1] + ": one jar expected, not " + jars);
    }
    Files.write(jars.get(0), renewed(jars.get(0)));
  }

  private static byte[] renewed(Path jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(bytes);
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        byte[] content = from.getInputStream(entry).readAllBytes();
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        to.putNextEntry(copy);
        to.write(isOld(entry.getName(), content) ? renewed(content, loader) : content);
        to.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static boolean isOld(String name, byte[] content) {
    return name.endsWith(".class") && ByteBuffer.wrap(content).getShort(6) < Opcodes.V1_8;
  }

  private static byte[] renewed(byte[] content, ClassLoader loader) {
    ClassWriter writer =
        new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
          @Override
          protected ClassLoader getClassLoader() {
            return loader;
          }
        };
    ClassVisitor newer =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version, int access, String name, String signature, String parent, String[] types) {
            super.visit(Opcodes.V1_8, access, name, signature, parent, types);
          }
        };
    new ClassReader(content).accept(newer, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }
}

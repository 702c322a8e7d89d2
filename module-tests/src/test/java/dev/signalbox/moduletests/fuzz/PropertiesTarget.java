package dev.signalbox.moduletests.fuzz;

import dev.signalbox.standalone.cli.TerminalText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The server's file of properties. Its class is not visible here, and worth the reflection. */
public final class PropertiesTarget {
  private static final Path FILE;
  private static final Method READ;

  static {
    try {
      FILE = Files.createTempFile("signalbox-fuzz", ".properties");
      FILE.toFile().deleteOnExit();
      READ =
          Class.forName("dev.signalbox.standalone.cli.ConfigFile")
              .getDeclaredMethod("read", Path.class, Set.class);
      READ.setAccessible(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private PropertiesTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) throws Throwable {
    Files.write(FILE, input);
    try {
      READ.invoke(null, FILE, Set.of("port", "engine"));
    } catch (InvocationTargetException refused) {
      Throwable cause = refused.getCause();
      if (cause == null || !cause.getClass().getSimpleName().equals("CommandFailure")) {
        throw refused;
      }
      String sentence = TerminalText.line(String.valueOf(cause.getMessage()));
      Held.that(!sentence.isBlank() && sentence.lines().count() == 1, "not one line");
    }
  }
}

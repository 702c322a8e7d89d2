package dev.signalbox.standalone.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in a few words why input or output failed; the JDK's messages often are only a name. */
public final class IoErrors {
  private IoErrors() {}

  public static String of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    String message = e.getMessage();
    if (message == null) {
      return e instanceof ConnectException ? "nothing answers there" : e.getClass().getSimpleName();
    }
    return message;
  }
}

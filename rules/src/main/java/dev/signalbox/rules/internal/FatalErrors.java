package dev.signalbox.rules.internal;

/** Tells the errors after which the Java VM can't be relied on from those of a handler. */
public final class FatalErrors {
  private FatalErrors() {}

  /**
   * Throws a fatal error again, such as an OutOfMemoryError. A stack overflow is not fatal: the
   * stack is free again when it is caught.
   */
  public static void rethrow(Throwable e) {
    if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}

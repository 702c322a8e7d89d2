package dev.signalbox.transport.inmemory;

/** Checks what an operator or a program configures. */
final class Limits {
  private Limits() {}

  static int positive(String name, int value) {
    return (int) atLeast(1, name, value);
  }

  static long atLeast(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " is " + value + ": it must be at least " + least + ".");
    }
    return value;
  }
}

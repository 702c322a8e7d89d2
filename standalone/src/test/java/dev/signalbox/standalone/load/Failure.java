package dev.signalbox.standalone.load;

/** A promise that was not kept. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  Failure(String message) {
    super(message);
  }
}

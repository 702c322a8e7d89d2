package dev.signalbox.standalone.load;

import java.io.IOException;
import java.util.Optional;

/** A connection at a time: a new one where the last can't be used any more. */
final class Wires implements AutoCloseable {
  private final int port;
  private Optional<Wire> wire = Optional.empty();

  Wires(int port) {
    this.port = port;
  }

  /** A connection on which a request can be sent. */
  Wire usable() throws IOException {
    if (wire.isEmpty() || !wire.get().usable()) {
      close();
      wire = Optional.of(new Wire(port));
    }
    return wire.get();
  }

  @Override
  public void close() {
    try {
      if (wire.isPresent()) {
        wire.get().close();
      }
    } catch (IOException e) {
      // It is closed as well as it can be.
    }
    wire = Optional.empty();
  }
}

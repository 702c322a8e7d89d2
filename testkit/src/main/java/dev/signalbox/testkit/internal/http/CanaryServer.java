package dev.signalbox.testkit.internal.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A server to which tokens and documents point, and that nobody may ever contact. Thread-safe. */
public final class CanaryServer implements AutoCloseable {
  private final ServerSocket socket;
  private final AtomicInteger contacts = new AtomicInteger();

  public CanaryServer() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::accept, "signalbox-testkit-trap");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket contact = socket.accept();
        contacts.incrementAndGet();
        contact.close();
      } catch (IOException e) {
        // Closed, by this side or the other.
      }
    }
  }

  public String url() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/";
  }

  /** How many requests came, up to the last answer. */
  public int contacts() {
    return contacts.get();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

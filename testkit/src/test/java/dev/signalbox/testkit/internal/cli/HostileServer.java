package dev.signalbox.testkit.internal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server that does with every connection what a test tells it, which is never what it should. */
final class HostileServer implements AutoCloseable {
  static final String ACCEPTED =
      "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 25\r\n\r\n"
          + "{\"status\":\"202 Accepted\"}";

  /** What it does once it has read a request's head. */
  interface Behaviour {
    void answer(OutputStream out) throws IOException;
  }

  private final ServerSocket socket;
  private final Behaviour behaviour;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  HostileServer(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  static Behaviour says(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Behaviour endlessly(String head, String text) {
    return out -> {
      says(head).answer(out);
      while (true) {
        says(text).answer(out);
      }
    };
  }

  /** Until it is closed. */
  static void keepStill() throws IOException {
    pause(Long.MAX_VALUE);
  }

  static void pause(long millis) throws IOException {
    try {
      if (NEVER.await(millis, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        open.add(connection);
        threads.execute(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = connection.getInputStream();
      int ends = 0;
      for (int c = in.read(); c >= 0 && ends < 2; c = ends < 2 ? in.read() : c) {
        ends = c == '\n' ? ends + 1 : c == '\r' ? ends : 0;
      }
      behaviour.answer(connection.getOutputStream());
      // What the client still sends must not turn the end into a reset, which loses the answer.
      connection.shutdownOutput();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client went away.
    } finally {
      open.remove(connection);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}

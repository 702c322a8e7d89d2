package dev.signalbox.sender;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An endpoint on real sockets that does to each request what a script says. It remembers which
 * batches it has taken, in the order in which it took them.
 */
final class FakeEndpoint implements AutoCloseable {
  /** What it does to a request. */
  interface Action {
    void run(Exchange exchange) throws IOException;
  }

  /** A request as it came. */
  record Request(String path, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The raw key in the path. */
    VendorCallKey key() {
      String[] segments = path.split("/", -1);
      return VendorCallKey.ofPathSegment(segments[segments.length - 2]).orThrow();
    }

    /** The {@code iss} of the token, as it was signed. */
    String issuer() {
      String payload = header("Authorization").split("[ .]", -1)[2];
      return JsonFormat.INSTANCE
          .readObject(Base64.getUrlDecoder().decode(payload))
          .orThrow()
          .get("iss")
          .asText()
          .orElseThrow();
    }

    EventBatch batch() {
      return JsonFormat.INSTANCE
          .readBatch(body.getBytes(StandardCharsets.UTF_8))
          .flatMap(new BatchValidator(ContractOptions.STANDARD)::validate)
          .orThrow();
    }
  }

  /** A batch that was taken. */
  record Taken(VendorCallKey key, EventBatch batch) {}

  private final ServerSocket server;
  private final Function<Integer, Action> script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Taken> taken = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private int connections;

  /** Every request, when it has been read. */
  final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  FakeEndpoint(Function<Integer, Action> script) throws IOException {
    this(0, script);
  }

  FakeEndpoint(int port, Function<Integer, Action> script) throws IOException {
    this.script = script;
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    start(this::listen);
  }

  /** One action for each request, the last for all that follow. */
  static FakeEndpoint scripted(Action... actions) throws IOException {
    return new FakeEndpoint(n -> actions[Math.min(n, actions.length - 1)]);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "fake-endpoint");
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  synchronized List<Taken> taken() {
    return List.copyOf(taken);
  }

  /** The next request; there has to be one. */
  Request next() throws InterruptedException {
    Request request = requests.poll(60, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came");
    }
    return request;
  }

  private int number;

  private synchronized Action nextAction() {
    return script.apply(number++);
  }

  synchronized int connections() {
    return connections;
  }

  private void listen() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        synchronized (this) {
          connections++;
        }
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        in.mark(1);
        if (in.read() < 0) {
          return;
        }
        in.reset();
        Exchange exchange = new Exchange(socket, in);
        nextAction().run(exchange);
        if (socket.isClosed() || exchange.last) {
          return;
        }
      }
    } catch (IOException e) {
      // The client is gone, or the script wanted it so.
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** A connection with a request on it. */
  final class Exchange {
    private final Socket socket;
    private final InputStream in;
    private boolean last;

    Exchange(Socket socket, InputStream in) {
      this.socket = socket;
      this.in = in;
    }

    Request read() throws IOException {
      String path = line().split(" ", -1)[1];
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
      Request request = new Request(path, headers, new String(body, StandardCharsets.UTF_8));
      requests.add(request);
      return request;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new SocketException("cut");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    void take(Request request) {
      synchronized (FakeEndpoint.this) {
        taken.add(new Taken(request.key(), request.batch()));
      }
    }

    void write(String raw) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(raw.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    void answer(int status, String body, String... headers) throws IOException {
      StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
      for (String header : headers) {
        answer.append(header).append("\r\n");
      }
      write(answer + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    void cut() throws IOException {
      socket.close();
    }

    /** A reset rather than an orderly end. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Reads until the client ends the connection. */
    void awaitEnd() {
      try {
        while (in.read() >= 0) {
          // A client that goes on sending is not at its end.
        }
      } catch (IOException e) {
        // That is an end, too.
      }
      last = true;
    }

    /** Does nothing more, and leaves the connection as it is. */
    void stall() {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      last = true;
    }
  }

  // What scripts are made of.

  static final Action TAKE =
      exchange -> {
        exchange.take(exchange.read());
        exchange.answer(202, "{\"status\":\"202 Accepted\"}", "Content-Type: application/json");
      };

  static Action status(int status, String... headers) {
    return exchange -> {
      exchange.read();
      exchange.answer(status, "", headers);
    };
  }

  static Action problem(int status, String body) {
    return exchange -> {
      exchange.read();
      exchange.answer(status, body, "Content-Type: application/problem+json");
    };
  }
}

package dev.signalbox.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Load at a rate, whatever the server does: each request has a time at which it is due, and its
 * latency counts from there, so that a server that stalls is charged for those that wait. One
 * thread, which never sleeps; each connection has one request at a time, and a request that finds
 * none free waits for one.
 */
final class OpenLoop {
  /** How late a request may be sent without the generator being to blame. */
  private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long LEAD_IN = TimeUnit.MILLISECONDS.toNanos(1000);

  private final Selector selector;
  private final List<Connection> all = new ArrayList<>();
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final ByteBuffer[] requests;
  private final Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);
  private long recordFrom;
  private long answered;
  private long late;

  /**
   * What came of a run.
   *
   * @param perSecond the rate
   * @param p50 half are quicker, in milliseconds
   * @param p99 of a hundred, one is slower
   * @param p999 of a thousand, one is slower
   * @param late the share of requests that the generator sent more than a millisecond late
   * @param busy the share of the time in which it had something to do
   * @param over whether the server was so slow that the run was ended
   */
  record Result(
      double perSecond,
      double p50,
      double p99,
      double p999,
      double late,
      double busy,
      boolean over) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.0f/s: %.2f, %.2f, %.2f ms%s, %.2f %% sent late, generator %.0f %% busy",
          perSecond,
          p50,
          p99,
          p999,
          over ? " and did not keep up" : "",
          late * 100,
          busy * 100);
    }
  }

  private OpenLoop(Selector selector, ByteBuffer[] requests) {
    this.selector = selector;
    this.requests = requests;
  }

  /**
   * Sends JSON with a reused token, at that rate, for a while that is not recorded and then for so
   * many seconds.
   */
  static Result run(int port, Tokens tokens, int connections, double perSecond, int seconds)
      throws IOException {
    String[] pieces = Traffic.JSON_REUSED.pieces(tokens, 2);
    ByteBuffer[] requests = new ByteBuffer[1000];
    for (int i = 0; i < requests.length; i++) {
      byte[] bytes = (pieces[0] + i + pieces[1] + pieces[2]).getBytes(StandardCharsets.US_ASCII);
      requests[i] = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
    try (Selector selector = Selector.open()) {
      OpenLoop loop = new OpenLoop(selector, requests);
      try {
        for (int i = 0; i < connections; i++) {
          loop.connect(port);
        }
        return loop.run(perSecond, TimeUnit.SECONDS.toNanos(seconds));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } finally {
        for (Connection connection : loop.all) {
          connection.channel.close();
        }
      }
    }
  }

  private void connect(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Connection connection = new Connection(channel);
    channel.register(selector, SelectionKey.OP_READ, connection);
    all.add(connection);
    free.add(connection);
  }

  private Result run(double perSecond, long nanos) throws IOException {
    double interval = 1e9 / perSecond;
    long count = (long) ((LEAD_IN + nanos) / interval);
    recordFrom = (long) (LEAD_IN / interval);
    long start = System.nanoTime() + TOLERANCE;
    long giveUp = start + 3 * (LEAD_IN + nanos);
    long sent = 0;
    long idle = 0;
    long last = start;
    long now = start;
    while (answered < count && now < giveUp) {
      now = System.nanoTime();
      boolean stalled = now - last > TOLERANCE;
      last = now;
      boolean worked = false;
      while (sent < count && !free.isEmpty()) {
        long due = start + (long) (sent * interval);
        if (due > now) {
          break;
        }
        Connection connection = free.remove();
        boolean waited = now - due > TOLERANCE && now - connection.since > TOLERANCE;
        if (sent >= recordFrom && (stalled || waited)) {
          late++;
        }
        connection.send(requests[(int) (sent % requests.length)], sent, due);
        sent++;
        worked = true;
      }
      if (selector.selectNow(this::receive) == 0 && !worked) {
        idle += System.nanoTime() - now;
      }
    }
    boolean over = answered < count;
    for (long i = Math.max(recordFrom, sent); i < count; i++) {
      record(now - (start + (long) (i * interval)));
    }
    for (Connection connection : all) {
      if (connection.isWaiting && connection.number >= recordFrom) {
        record(now - connection.since);
      }
    }
    return new Result(
        perSecond,
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getValueAtPercentile(99.9) / 1e3,
        (double) late / (count - recordFrom),
        1 - (double) idle / (now - start),
        over);
  }

  private void record(long nanos) {
    micros.recordValue(Math.max(0, nanos / 1000));
  }

  private void receive(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (!connection.receive()) {
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long now = System.nanoTime();
    if (connection.number >= recordFrom) {
      record(now - connection.since);
    }
    answered++;
    connection.since = now;
    free.add(connection);
  }

  /** A connection, and the request that it waits for. */
  private static final class Connection {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED =
        "transfer-encoding: chunked".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(8192);
    private boolean isWaiting;
    private long number;

    /** When the request was due; without one, when the last was answered. */
    private long since;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    void send(ByteBuffer request, long ownNumber, long due) throws IOException {
      isWaiting = true;
      number = ownNumber;
      since = due;
      request.rewind();
      while (request.hasRemaining()) {
        channel.write(request);
      }
    }

    /** Reads what there is, and tells whether that was the answer's end. */
    boolean receive() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the connection was closed");
      }
      if (!isWhole()) {
        return false;
      }
      if (in.get(9) != '2' || in.get(10) != '0' || in.get(11) != '2') {
        throw new IOException("answered with something else than 202");
      }
      in.clear();
      isWaiting = false;
      return true;
    }

    private boolean isWhole() {
      int length = 0;
      int end = in.position();
      int line = 0;
      for (int i = 1; i < end; i++) {
        if (in.get(i) != '\n') {
          continue;
        }
        if (i - line < 2) {
          return length < 0 ? isAt(end - LAST_CHUNK.length, LAST_CHUNK) : end >= i + 1 + length;
        }
        if (isAt(line, LENGTH)) {
          length = digits(line + LENGTH.length, i);
        } else if (isAt(line, CHUNKED)) {
          length = -1;
        }
        line = i + 1;
      }
      return false;
    }

    private boolean isAt(int from, byte[] lowerCase) {
      if (from + lowerCase.length > in.position()) {
        return false;
      }
      for (int i = 0; i < lowerCase.length; i++) {
        int c = in.get(from + i);
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase[i]) {
          return false;
        }
      }
      return true;
    }

    private int digits(int from, int to) {
      int number = 0;
      for (int i = from; i < to; i++) {
        int c = in.get(i);
        if (c >= '0' && c <= '9') {
          number = number * 10 + c - '0';
        }
      }
      return number;
    }
  }
}

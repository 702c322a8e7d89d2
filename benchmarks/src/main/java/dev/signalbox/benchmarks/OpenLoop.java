package dev.signalbox.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Load at a rate, whatever the server does: each request has a time at which it is due, and its
 * latency counts from there, so that a server that stalls is charged for those that wait.
 */
final class OpenLoop {
  private OpenLoop() {}

  /**
   * Latencies in milliseconds.
   *
   * @param p50 half are quicker
   * @param p99 of a hundred, one is slower
   * @param p999 of a thousand, one is slower
   */
  record Latency(double p50, double p99, double p999) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f, %.2f, %.2f", p50, p99, p999);
    }
  }

  static Latency run(int port, String token, int connections, double perSecond, int seconds)
      throws InterruptedException, IOException {
    Histogram histogram = new ConcurrentHistogram(60_000_000, 3);
    AtomicLong next = new AtomicLong();
    long count = (long) (perSecond * seconds);
    double interval = 1e9 / perSecond;
    long start = System.nanoTime() + 100_000_000;
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<?>> sending = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        sending.add(
            threads.submit(
                () -> {
                  send(port, token, next, count, start, interval, histogram);
                  return true;
                }));
      }
      for (Future<?> one : sending) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return new Latency(
        histogram.getValueAtPercentile(50) / 1e3,
        histogram.getValueAtPercentile(99) / 1e3,
        histogram.getValueAtPercentile(99.9) / 1e3);
  }

  private static void send(
      int port,
      String token,
      AtomicLong next,
      long count,
      long start,
      double interval,
      Histogram histogram)
      throws IOException {
    byte[] body = Samples.json(2);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        long due = start + (long) (i * interval);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        socket.getOutputStream().write(request(i, token, body));
        int status = Http.answer(in);
        if (status != 202) {
          throw new IOException("answered with " + status);
        }
        histogram.recordValue(Math.max(0, (System.nanoTime() - due) / 1000));
      }
    }
  }

  private static byte[] request(long i, String token, byte[] body) {
    return Http.request(
        "/telephony/v1/voiceCalls/call-" + i % 1000 + "/realtimeConversationEvents",
        token,
        "application/json",
        new String(body, StandardCharsets.UTF_8));
  }
}

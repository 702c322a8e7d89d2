package dev.signalbox.standalone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StdOutTest {
  @Test
  void linesOfManyThreadsStayWholeAndEachThreadsInOrder() throws Exception {
    int threads = 8;
    int each = 500;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A stream that takes a line byte by byte, so that others can come in between.
    OutputStream pieces =
        new OutputStream() {
          @Override
          public void write(int b) {
            bytes.write(b);
          }

          @Override
          public void write(byte[] b, int from, int length) {
            for (int i = from; i < from + length; i++) {
              bytes.write(b[i]);
            }
          }
        };
    StdOut output = new StdOut(pieces);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch together = new CountDownLatch(threads);
      List<Future<?>> writers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String name = "thread " + t + " ";
        writers.add(
            pool.submit(
                () -> {
                  together.countDown();
                  together.await();
                  for (int i = 0; i < each; i++) {
                    output.line(name + i + " " + "é".repeat(i % 200));
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      pool.shutdownNow();
    }
    int[] next = new int[threads];
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      int thread = Integer.parseInt(words[1]);
      int number = next[thread]++;
      assertEquals("thread " + thread + " " + number + " " + "é".repeat(number % 200), line);
    }
    assertEquals(threads * each, lines.size());
  }

  @Test
  void nothingComesBeforeTheFirstLine() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StdOut output = new StdOut(bytes);
    CountDownLatch started = new CountDownLatch(1);
    Thread delivery =
        new Thread(
            () -> {
              started.countDown();
              try {
                output.line("batch");
              } catch (StdOut.Broken e) {
                throw new IllegalStateException(e);
              }
            });
    output.first(
        () -> {
          delivery.start();
          started.await();
          return 7;
        },
        outcome -> "ready " + outcome);
    delivery.join();
    assertEquals("ready 7\nbatch\n", bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aStreamThatFailedIsLeftAlone() throws Exception {
    List<String> attempts = new ArrayList<>();
    StdOut output =
        new StdOut(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("unexpected");
              }

              @Override
              public void write(byte[] b, int from, int length) throws IOException {
                attempts.add(new String(b, from, length, StandardCharsets.UTF_8));
                throw new IOException("Broken pipe");
              }
            });
    StdOut.Broken first = assertThrows(StdOut.Broken.class, () -> output.line("a"));
    StdOut.Broken second = assertThrows(StdOut.Broken.class, () -> output.line("b"));
    assertEquals("Broken pipe", first.getMessage());
    assertEquals("standard output is closed", second.getMessage());
    assertEquals(List.of("a\n"), attempts);
  }
}

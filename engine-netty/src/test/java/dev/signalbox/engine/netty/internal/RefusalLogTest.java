package dev.signalbox.engine.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients can't fill the log. */
class RefusalLogTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 4711);

  @Test
  void aSecondHasTwentyLines() throws Exception {
    AtomicLong clock = new AtomicLong(1);
    RecordingLogger logger = new RecordingLogger();
    RefusalLog log = new RefusalLog(logger, clock::get);
    for (int i = 0; i < 25; i++) {
      log.refused(CLIENT, "GET /" + i + " HTTP/1.1", i == 0 ? 0 : 404, "why");
    }
    assertEquals(
        "INFO refused before a handler: no answer to 192.0.2.7:4711, \"GET /0 HTTP/1.1\": why",
        logger.lines().take());
    for (int i = 1; i < 20; i++) {
      assertEquals(
          "INFO refused before a handler: 404 to 192.0.2.7:4711, \"GET /" + i + " HTTP/1.1\": why",
          logger.lines().take());
    }
    assertNull(logger.lines().poll());
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    log.refused(CLIENT, "later", 400, "why");
    assertEquals("INFO 5 more requests were refused before their handler", logger.lines().take());
    assertEquals(
        "INFO refused before a handler: 400 to 192.0.2.7:4711, \"later\": why",
        logger.lines().take());
  }
}

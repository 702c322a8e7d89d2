package dev.signalbox.engine.netty.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.engine.netty.internal.RecordingLogger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Neither a logger that waits nor one that throws is felt where something is logged. */
class EngineLogTest {
  @Test
  void linesAreWrittenInOrder() throws Exception {
    RecordingLogger logger = new RecordingLogger();
    try (EngineLog log = new EngineLog(logger)) {
      log.start();
      log.log(Level.INFO, "one");
      log.log(Level.ERROR, "two", new IllegalStateException("why"));
    }
    assertEquals("INFO one", logger.lines().take());
    assertEquals("ERROR two java.lang.IllegalStateException: why", logger.lines().take());
  }

  @Test
  void whatALoggerThrowsStaysThere() throws Exception {
    RecordingLogger logger =
        new RecordingLogger(
            line -> {
              if (line.equals("bad")) {
                throw new NoClassDefFoundError("on purpose");
              }
            });
    try (EngineLog log = new EngineLog(logger)) {
      log.log(Level.INFO, "bad");
      log.log(Level.INFO, "good");
      assertEquals("INFO good", logger.lines().take());
    }
  }

  @Test
  void aLoggerThatWaitsCostsLinesAndSaysHowMany() throws Exception {
    Semaphore go = new Semaphore(0);
    CountDownLatch waiting = new CountDownLatch(1);
    RecordingLogger logger =
        new RecordingLogger(
            line -> {
              waiting.countDown();
              go.acquireUninterruptibly();
            });
    EngineLog log = new EngineLog(logger);
    log.log(Level.INFO, "first");
    waiting.await();
    for (int i = 0; i < EngineLog.CAPACITY + 7; i++) {
      log.log(Level.INFO, "line " + i);
    }
    // Half a second, not for ever.
    log.close();
    go.release(EngineLog.CAPACITY + 2);
    assertEquals("INFO first", logger.lines().take());
    assertTrue(logger.lines().take().startsWith("WARNING 7 lines were dropped"));
    for (int i = 0; i < EngineLog.CAPACITY; i++) {
      assertEquals("INFO line " + i, logger.lines().take());
    }
  }

  @Test
  void afterItsEndLinesAreDropped() {
    EngineLog log = new EngineLog(new RecordingLogger());
    log.close();
    log.log(Level.INFO, "late");
    log.close();
  }
}

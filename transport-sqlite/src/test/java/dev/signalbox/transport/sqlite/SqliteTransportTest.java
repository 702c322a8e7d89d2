package dev.signalbox.transport.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.Registration;
import dev.signalbox.core.spi.ReplayGuard.Verdict;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport.Subscription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a data file adds to the checks of the kit, which run on it as well. */
class SqliteTransportTest {
  private static final CallCenterId CENTER = CallCenterId.of("00D000000000000EAA", "CallCenter");

  @TempDir Path folder;

  private static Submission submission(String call, String value) {
    return new Submission(
        new ConversationId(CENTER, new VendorCallKey(call)),
        new VendorCallKey(call),
        Optional.empty(),
        EventBatch.of("service", CategoryEvent.of(value, 1)),
        Instant.ofEpochMilli(7));
  }

  private static Acceptance accept(SqliteTransport transport, String call, String value) {
    return transport.accept(submission(call, value)).toCompletableFuture().join();
  }

  private static String refusal(Path folder) {
    return String.valueOf(
        assertThrows(IllegalStateException.class, () -> SqliteDatabase.of(folder)).getMessage());
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("signalbox.db"));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private int count(String table) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("signalbox.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return row.getInt(1);
    }
  }

  @Test
  void aSecondProcessIsRefused() {
    try (SqliteDatabase first = SqliteDatabase.of(folder)) {
      assertTrue(refusal(folder).contains("Another process uses " + folder), first::toString);
    }
    SqliteDatabase.of(folder).close();
  }

  @Test
  void aFileInThePlaceOfTheFolderIsRefusedInWords() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertTrue(refusal(file).contains(file + " is there and is no folder"), () -> refusal(file));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void whatIsStoredIsItsOwnersAlone() throws Exception {
    Path data = folder.resolve("data");
    try (SqliteDatabase database = SqliteDatabase.of(data)) {
      assertEquals(data.resolve("signalbox.db"), database.path());
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data)));
      for (String name : List.of("signalbox.db", "signalbox.db-wal")) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))));
      }
    }
  }

  @Test
  void aNewerFileIsRefused() throws Exception {
    SqliteDatabase.of(folder).close();
    sql("PRAGMA user_version = 99");
    assertTrue(refusal(folder).contains("written by a newer version"));
  }

  @Test
  void aFileOfAnotherProgramIsRefused() throws Exception {
    sql("CREATE TABLE other (id INTEGER)");
    assertTrue(refusal(folder).contains("of another program"));
  }

  @Test
  void aDamagedFileIsRefused() throws Exception {
    Files.writeString(folder.resolve("signalbox.db"), "no SQLite file".repeat(1000));
    assertTrue(refusal(folder).contains("damaged, or no SQLite file"), () -> refusal(folder));
  }

  @Test
  void nothingIsLeftOfWhatAllHaveFinished() throws Exception {
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      transport.subscribe("one", batch -> {});
      transport.subscribe("two", batch -> {});
      for (int i = 0; i < 1_000; i++) {
        assertInstanceOf(Acceptance.Accepted.class, accept(transport, "c" + i % 7, "v" + i));
      }
      transport.close();
    }
    assertEquals(0, count("batch"));
    assertEquals(0, count("done"));
  }

  @Test
  void whatWaitsNeedsNotBeInMemory() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    LinkedBlockingQueue<DeliveredBatch> delivered = new LinkedBlockingQueue<>();
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport =
          SqliteTransport.builder(SqliteVoiceCallDirectory.of(database)).maxBytes(0).build();
      transport.subscribe(
          "one",
          batch -> {
            release.await();
            delivered.add(batch);
          });
      for (int i = 0; i < 100; i++) {
        assertInstanceOf(Acceptance.Accepted.class, accept(transport, "c", "v" + i));
      }
      release.countDown();
      for (int i = 0; i < 100; i++) {
        DeliveredBatch batch = delivered.poll(20, TimeUnit.SECONDS);
        assertEquals("v" + i, batch.batch().events().get(0).value());
        assertTrue(!batch.redelivered());
      }
      transport.close();
    }
    try (DataFolder look = DataFolder.open(folder)) {
      assertEquals(List.of(), look.damage());
      assertTrue(look.summary().get(0).contains(" 0 waiting batches"), () -> look.summary() + "");
    }
  }

  @Test
  void aFullFileRefusesAndRecovers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    LinkedBlockingQueue<DeliveredBatch> delivered = new LinkedBlockingQueue<>();
    try (SqliteDatabase database = SqliteDatabase.of(folder, SqliteDatabase.LEAST_MAX_SIZE)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      transport.subscribe(
          "one",
          batch -> {
            release.await();
            delivered.add(batch);
          });
      Optional<Acceptance.Refused> refused = Optional.empty();
      int taken = 0;
      for (int i = 0; refused.isEmpty(); i++) {
        Acceptance answer = accept(transport, "c" + i % 50, "v" + i);
        if (answer instanceof Acceptance.Refused no) {
          refused = Optional.of(no);
        } else {
          taken++;
        }
      }
      assertEquals(Clause.DLV_5, refused.get().clause());
      assertTrue(Files.size(database.path()) <= SqliteDatabase.LEAST_MAX_SIZE);
      release.countDown();
      for (int i = 0; i < taken; i++) {
        assertTrue(delivered.poll(20, TimeUnit.SECONDS) != null, "lost");
      }
      assertEquals(0, transport.shutdown(Duration.ofSeconds(20)).count());
    }
  }

  @Test
  void whatWaitsForANameStaysUntilItIsThere() throws Exception {
    List<DeliveredBatch> late = new ArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      transport.subscribe("late", batch -> never.await());
      accept(transport, "c", "v");
      assertEquals(1, transport.shutdown(Duration.ofMillis(100)).count());
    }
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      transport.subscribe("other", batch -> {});
      accept(transport, "d", "w");
      assertEquals(0, transport.shutdown(Duration.ofSeconds(20)).count());
    }
    try (DataFolder look = DataFolder.open(folder)) {
      assertTrue(look.summary().get(1).contains("1 batches wait for the subscriber \"late\""));
      List<String> lines = new ArrayList<>();
      look.export(lines::add);
      assertEquals(1, lines.size());
      look.backup(folder.resolve("copy.db"));
      assertTrue(Files.size(folder.resolve("copy.db")) > 0);
    }
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      transport.subscribe("late", late::add);
      assertEquals(0, transport.shutdown(Duration.ofSeconds(20)).count());
    }
    assertEquals(1, late.size());
    assertTrue(late.get(0).redelivered());
  }

  /** A batch waits for longer than calls are kept: its conversation is there with all its legs. */
  @Test
  @Timeout(60)
  void aConversationThatIsOlderThanItsCallsLiveIsRestoredWhole() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<DeliveredBatch> delivered = new ArrayList<>();
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
      register(calls, VoiceCall.of(new VendorCallKey("a"), InitiationMethod.INBOUND));
      register(calls, VoiceCall.transfer(new VendorCallKey("b"), "a"));
      SqliteTransport transport = SqliteTransport.of(calls);
      transport.subscribe("one", batch -> never.await());
      accept(transport, "a", "waits");
      assertEquals(1, transport.shutdown(Duration.ofMillis(100)).count());
    }
    sql("UPDATE conversation SET last_used = 1");
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
      SqliteTransport transport = SqliteTransport.of(calls);
      assertEquals(
          Optional.of(new VendorCallKey("a")), calls.firstCall(CENTER, new VendorCallKey("b")));
      transport.subscribe("one", delivered::add);
      assertInstanceOf(Acceptance.Accepted.class, accept(transport, "a", "new"));
      assertEquals(0, transport.shutdown(Duration.ofSeconds(20)).count());
    }
    assertEquals(List.of(0L, 1L), delivered.stream().map(DeliveredBatch::sequence).toList());
  }

  /** The driver gives up a statement for which there was no room. */
  @Test
  @Timeout(60)
  void whatFoundNoRoomIsWrittenWhenThereIsSome() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Instant later = Instant.now().plusSeconds(3_600);
    try (SqliteDatabase database = SqliteDatabase.of(folder, SqliteDatabase.LEAST_MAX_SIZE)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      SqliteReplayGuard guard = SqliteReplayGuard.of(database);
      transport.subscribe("one", batch -> release.await());
      for (int i = 0; i < 40; i++) {
        accept(transport, "c", "v".repeat(10_000));
      }
      for (int i = 0; transport.unavailable().isEmpty(); i++) {
        guard
            .useUp(CENTER, "jti-" + i, later)
            .untilKept()
            .ifPresent(kept -> kept.exceptionally(noRoom -> null).toCompletableFuture().join());
      }
      assertTrue(transport.unavailable().get().contains("no room left"), transport::toString);
      release.countDown();
      while (transport.unavailable().isPresent()) {
        Thread.onSpinWait();
      }
      assertInstanceOf(Acceptance.Accepted.class, accept(transport, "c", "new"));
      guard.useUp(CENTER, "new", later).untilKept().orElseThrow().toCompletableFuture().join();
      assertEquals(0, transport.shutdown(Duration.ofSeconds(20)).count());
    }
  }

  private static void register(SqliteVoiceCallDirectory calls, VoiceCall call) {
    assertInstanceOf(
        Registration.Registered.class, calls.register(CENTER, call).toCompletableFuture().join());
  }

  private static void register(SqliteVoiceCallDirectory calls, String key, String parent) {
    VoiceCall call =
        new VoiceCall(
            new VendorCallKey(key),
            parent.isEmpty() ? InitiationMethod.INBOUND : InitiationMethod.TRANSFER,
            parent.isEmpty() ? Optional.empty() : Optional.of(parent),
            Map.of());
    assertInstanceOf(
        Registration.Registered.class, calls.register(CENTER, call).toCompletableFuture().join());
  }

  /** A file with a batch that no subscriber of these names has finished. */
  private void leaveBatch(String... names) {
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      CountDownLatch never = new CountDownLatch(1);
      for (String name : names) {
        Subscriber stuck = batch -> never.await();
        if (name.isEmpty()) {
          transport.subscribe(stuck);
        } else {
          transport.subscribe(name, stuck);
        }
      }
      assertInstanceOf(Acceptance.Accepted.class, accept(transport, "c", "v"));
      transport.shutdown(Duration.ZERO);
    }
  }

  /** What a subscriber of this name gets, until nothing waits any more. */
  private List<String> delivered(String name) {
    List<String> got = new CopyOnWriteArrayList<>();
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      Subscriber subscriber = batch -> got.add(batch.batch().events().get(0).value());
      if (name.isEmpty()) {
        transport.subscribe(subscriber);
      } else {
        transport.subscribe(name, subscriber);
      }
      transport.shutdown(Duration.ofSeconds(20));
    }
    return got;
  }

  @Test
  @Timeout(60)
  void whatWaitsForOneThatIsNotThereOutlivesAStopInWhichAnotherFinishesIt() throws Exception {
    leaveBatch("one", "absent");
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      CountDownLatch stopping = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(1);
      transport.subscribe(
          "one",
          batch -> {
            begun.countDown();
            stopping.await();
          });
      begun.await();
      Thread stop = new Thread(() -> transport.shutdown(Duration.ofSeconds(20)));
      stop.start();
      while (!(accept(transport, "other", "w") instanceof Acceptance.Refused)) {
        Thread.onSpinWait();
      }
      stopping.countDown();
      stop.join();
    }
    assertEquals(List.of("v"), delivered("absent"));
    assertEquals(0, count("batch"));
    assertEquals(0, count("done"));
  }

  @Test
  void aStartThatEndsBeforeItsSubscribersAreThereDropsNothing() {
    leaveBatch("");
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport.of(SqliteVoiceCallDirectory.of(database)).close();
    }
    assertEquals(List.of("v"), delivered(""));
  }

  @Test
  void aLegWhoseFirstBatchIsOfTheSameTransactionStaysALegAfterARestart() {
    int legs = 100;
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
      SqliteTransport transport = SqliteTransport.of(calls);
      transport.subscribe("one", batch -> {});
      register(calls, "first", "");
      for (int i = 0; i < legs; i++) {
        // While this one is written, the next two queue.
        transport.accept(submission("first", "x"));
        transport.accept(submission("leg" + i, "y"));
        register(calls, "leg" + i, "first");
      }
      transport.close();
    }
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
      for (int i = 0; i < legs; i++) {
        assertEquals(
            Optional.of(new VendorCallKey("first")),
            calls.firstCall(CENTER, new VendorCallKey("leg" + i)));
      }
    }
  }

  @Test
  void aUsedIdNeverPassesAgainWhereTheBoundIsLowered() {
    Instant now = Instant.ofEpochSecond(1_000_000);
    Instant soon = now.plusSeconds(10);
    Instant late = now.plusSeconds(5_000);
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteReplayGuard guard =
          SqliteReplayGuard.of(database, 100, Clock.fixed(now, ZoneOffset.UTC));
      for (int i = 0; i < 40; i++) {
        assertEquals(Verdict.FIRST_USE, guard.use(CENTER, "soon" + i, soon));
      }
      for (int i = 0; i < 40; i++) {
        assertEquals(Verdict.FIRST_USE, guard.use(CENTER, "late" + i, late));
      }
    }
    Clock later = Clock.fixed(now.plusSeconds(60), ZoneOffset.UTC);
    for (Clock clock : List.of(Clock.fixed(now, ZoneOffset.UTC), later)) {
      try (SqliteDatabase database = SqliteDatabase.of(folder)) {
        SqliteReplayGuard guard = SqliteReplayGuard.of(database, 10, clock);
        for (int i = 0; i < 40; i++) {
          assertEquals(Verdict.REPLAYED, guard.use(CENTER, "late" + i, late));
        }
        assertEquals(Verdict.FULL, guard.use(CENTER, "new", late));
      }
    }
  }

  @Test
  void attributesTakeNoMoreRoomInTheFileThanInMemory() throws Exception {
    String large = "x".repeat(4_000);
    for (int run = 0; run < 2; run++) {
      try (SqliteDatabase database = SqliteDatabase.of(folder)) {
        SqliteVoiceCallDirectory calls =
            SqliteVoiceCallDirectory.builder(database).maxAttributeBytes(10_000).build();
        for (int i = 0; i < 30; i++) {
          VoiceCall call =
              new VoiceCall(
                  new VendorCallKey("c" + i % 5),
                  InitiationMethod.INBOUND,
                  Optional.empty(),
                  Map.of("note", new DocumentValue.Text(large)));
          assertInstanceOf(
              Registration.Registered.class,
              calls.register(CENTER, call).toCompletableFuture().join());
        }
      }
      assertEquals(2, count("call WHERE attributes IS NOT NULL"));
    }
    assertEquals(60, count("call"));
  }

  @Test
  void aDamagedBatchIsFoundByTheCheck() throws Exception {
    leaveBatch("one");
    try (DataFolder data = DataFolder.open(folder)) {
      assertEquals(List.of(), data.damage());
    }
    sql("UPDATE batch SET event = replace(event, '\"', '!')");
    try (DataFolder data = DataFolder.open(folder)) {
      List<String> damage = data.damage();
      assertEquals(1, damage.size());
      assertTrue(damage.get(0).contains("batch 1 is damaged"), damage::toString);
    }
  }

  @Test
  void aSubscriptionThatIsClosedTwiceFreesNoNameOfAnother() {
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      Subscription first = transport.subscribe("one", batch -> {});
      first.close();
      transport.subscribe("one", batch -> {});
      first.close();
      assertThrows(IllegalArgumentException.class, () -> transport.subscribe("one", batch -> {}));
      transport.close();
    }
  }

  @Test
  void aDirectoryHasOneTransport() {
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
      SqliteTransport transport = SqliteTransport.of(calls);
      assertThrows(IllegalStateException.class, () -> SqliteTransport.of(calls));
      transport.close();
    }
  }

  @Test
  @Timeout(120)
  void freePagesGoBackWhileThereIsNothingElseToDo() throws Exception {
    try (SqliteDatabase database = SqliteDatabase.of(folder)) {
      SqliteTransport transport = SqliteTransport.of(SqliteVoiceCallDirectory.of(database));
      CountDownLatch full = new CountDownLatch(1);
      transport.subscribe("one", batch -> full.await());
      String large = "v".repeat(30_000);
      for (int i = 0; i < 300; i++) {
        assertInstanceOf(Acceptance.Accepted.class, accept(transport, "c" + i, large));
      }
      full.countDown();
      while (count("batch") > 0
          || count("pragma_freelist_count() WHERE freelist_count > 1024") > 0) {
        Thread.onSpinWait();
      }
      transport.close();
    }
  }
}

package dev.signalbox.standalone;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.intake.Intake;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.tokens.TokenVerifier;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointServer;
import dev.signalbox.transport.sqlite.SqliteDatabase;
import dev.signalbox.transport.sqlite.SqliteReplayGuard;
import dev.signalbox.transport.sqlite.SqliteTransport;
import dev.signalbox.transport.sqlite.SqliteVoiceCallDirectory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * An embedded server with a data file and several subscribers, to be killed: one is quick, one
 * fails now and then, one takes its time. Each prints what it gets, behind its name.
 */
final class CrashServer {
  static final List<String> SUBSCRIBERS = List.of("quick", "failing", "slow");

  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private static final DeliveryListener QUIET =
      new DeliveryListener() {
        @Override
        public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
          // It is what the subscriber is for.
        }

        @Override
        public void undelivered(DeliveredBatch batch) {
          throw new IllegalStateException("there is a subscriber");
        }
      };

  private CrashServer() {}

  public static void main(String[] args) throws Exception {
    CallCenterId center = CallCenterId.of(args[1], args[2]);
    CallCenterKey key = CallCenterKey.ofPem(Files.readString(Path.of(args[3])));
    SqliteDatabase database = SqliteDatabase.of(Path.of(args[0]));
    SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
    SqliteTransport transport = SqliteTransport.builder(calls).listener(QUIET).build();
    transport.subscribe("quick", batch -> print("quick", batch));
    transport.subscribe(
        "failing",
        batch -> {
          print("failing", batch);
          if (ThreadLocalRandom.current().nextInt(3) == 0) {
            throw new IllegalStateException("as it does now and then");
          }
        });
    transport.subscribeAsync(
        "slow",
        batch -> {
          print("slow", batch);
          return CompletableFuture.runAsync(
              () -> {},
              CompletableFuture.delayedExecutor(
                  ThreadLocalRandom.current().nextInt(20), TimeUnit.MILLISECONDS));
        });
    TokenVerifier tokens =
        TokenVerifier.of(
            id -> id.equals(center) ? Set.of(key) : Set.of(), SqliteReplayGuard.of(database));
    EndpointServer server =
        EndpointServer.start(
            Endpoint.of(Intake.of(transport, calls), tokens),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  boolean all = transport.shutdown(Duration.ofSeconds(30)).count() == 0;
                  database.close();
                  Runtime.getRuntime().halt(all ? 0 : 1);
                }));
    line("signalbox ready on http://127.0.0.1:" + server.address().getPort());
  }

  private static void print(String subscriber, DeliveredBatch batch) {
    line(subscriber + " " + JsonFormat.INSTANCE.toolkitEvent(batch));
  }

  /** In one piece, so that a kill leaves whole lines. */
  private static synchronized void line(String text) {
    try {
      OUT.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

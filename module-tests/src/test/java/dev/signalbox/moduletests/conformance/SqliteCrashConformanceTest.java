package dev.signalbox.moduletests.conformance;

import dev.signalbox.testkit.tck.CrashConformance;
import dev.signalbox.transport.sqlite.SqliteDatabase;
import dev.signalbox.transport.sqlite.SqliteReplayGuard;
import dev.signalbox.transport.sqlite.SqliteTransport;
import dev.signalbox.transport.sqlite.SqliteVoiceCallDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class SqliteCrashConformanceTest extends CrashConformance {
  private final DataFolders folders = new DataFolders();
  private final List<Life> lives = new ArrayList<>();
  private SqliteDatabase current;

  @Override
  protected Life begin() {
    return life(folders.database());
  }

  @Override
  protected Life killAndGoOn(Life killed) {
    return life(folders.copyOf(current));
  }

  private Life life(SqliteDatabase database) {
    current = database;
    SqliteVoiceCallDirectory calls = SqliteVoiceCallDirectory.of(database);
    Life life = new Life(SqliteTransport.of(calls), calls, SqliteReplayGuard.of(database));
    lives.add(life);
    return life;
  }

  @Override
  protected void end() {
    lives.forEach(life -> life.transport().shutdown(Duration.ofMillis(500)));
    folders.remove();
  }
}

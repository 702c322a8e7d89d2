package dev.signalbox.moduletests.conformance;

import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.testkit.tck.TransportConformance;
import dev.signalbox.transport.sqlite.SqliteTransport;
import dev.signalbox.transport.sqlite.SqliteVoiceCallDirectory;
import org.junit.jupiter.api.AfterEach;

class SqliteTransportConformanceTest extends TransportConformance {
  private final DataFolders folders = new DataFolders();

  @Override
  protected Transport create(DeliveryListener listener) {
    return SqliteTransport.builder(SqliteVoiceCallDirectory.of(folders.database()))
        .listener(listener)
        .build();
  }

  @AfterEach
  void remove() {
    folders.remove();
  }
}

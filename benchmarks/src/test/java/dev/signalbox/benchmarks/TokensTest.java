package dev.signalbox.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir private Path work;
  private Tokens tokens;

  @BeforeEach
  void sign() throws Exception {
    tokens = Tokens.in(work, 3);
  }

  @Test
  void areKeptWithTheirKeyAndAddedTo() throws Exception {
    List<String> before = tokens.first(3);
    // As if it had been stopped while it wrote.
    Files.writeString(tokens.file(), "eyJ", StandardOpenOption.APPEND);
    Tokens more = Tokens.in(work, 5);
    assertEquals(tokens.keys().getPublic(), more.keys().getPublic());
    assertEquals(5, more.count());
    assertEquals(before, more.first(3));
    assertEquals(5, new HashSet<>(more.first(5)).size());
    assertEquals(5L * more.length(), Files.size(more.file()));
  }

  @Test
  void areSignedAnewBeforeTheyExpire() throws Exception {
    Files.writeString(work.resolve("tokens/until"), Instant.now().plusSeconds(3600).toString());
    assertNotEquals(tokens.first(3), Tokens.in(work, 3).first(3));
  }
}

package dev.signalbox.transport.kafka.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.VendorCallKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class WireTest {
  @Property
  void textsAreReadBack(@ForAll List<@net.jqwik.api.constraints.AlphaChars String> texts) {
    assertEquals(Optional.of(texts), Wire.split(Wire.join(texts.toArray(String[]::new))));
  }

  @Property
  void noBytesAreMistaken(@ForAll byte[] bytes) {
    Wire.split(bytes);
  }

  @Property
  void theHashIsThatOfTheKafkaClients(
      @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 99) int n) {
    assertEquals(Utils.murmur2(bytes), Wire.murmur2(bytes));
    assertEquals(Utils.toPositive(Utils.murmur2(bytes)) % n, Wire.partition(bytes, n));
  }

  @Test
  void bothFormsOfAnOrgHaveOneKey() {
    VendorCallKey key = new VendorCallKey("ä/1");
    ConversationKey of15 =
        ConversationKey.of(new ConversationId(CallCenterId.of("00D000000000000", "C"), key));
    ConversationKey of18 =
        ConversationKey.of(new ConversationId(CallCenterId.of("00D000000000000EAA", "C"), key));
    assertEquals(of18, of15);
    assertEquals(of18.partition(7), of15.partition(7));
    assertEquals(key, of15.conversation().orElseThrow().firstKey());
  }

  @Test
  void keysThatRunTogetherDiffer() {
    assertTrue(
        !new String(Wire.join("ab", "c"), StandardCharsets.UTF_8)
            .equals(new String(Wire.join("a", "bc"), StandardCharsets.UTF_8)));
  }

  @Test
  void aSequenceIsExactInAConsole() {
    assertEquals(1L << 40, BatchRecord.sequence(1, 0));
    assertTrue(BatchRecord.sequence(8191, (1L << 40) - 1) < 1L << 53);
  }
}

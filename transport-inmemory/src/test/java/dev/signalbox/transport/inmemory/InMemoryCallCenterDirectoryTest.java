package dev.signalbox.transport.inmemory;

import static dev.signalbox.transport.inmemory.Fixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.Fixtures.OTHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterKey;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** AUTH-3's keys. */
class InMemoryCallCenterDirectoryTest {
  private static CallCenterKey oldKey;
  private static CallCenterKey newKey;

  @BeforeAll
  static void makeKeys() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    oldKey = CallCenterKey.of(generator.generateKeyPair().getPublic());
    newKey = CallCenterKey.of(generator.generateKeyPair().getPublic());
  }

  @Test
  void knowsTheKeysOfEachCallCenterAlone() {
    InMemoryCallCenterDirectory directory =
        InMemoryCallCenterDirectory.builder()
            .callCenter(CALL_CENTER, oldKey, newKey)
            .callCenter(OTHER, newKey)
            .build();
    assertEquals(Set.of(oldKey, newKey), directory.keys(CALL_CENTER));
    assertEquals(Set.of(newKey), directory.keys(OTHER));
    assertEquals(Set.of(), directory.keys(CallCenterId.of("00D000000000000EAA", "Nobody")));
    // The short form of an org id is the same org.
    assertEquals(
        Set.of(newKey), directory.keys(CallCenterId.of("00D000000000000", "OtherCallCenter")));
  }

  @Test
  void aKeyIsRotatedAtRunTime() {
    InMemoryCallCenterDirectory directory =
        InMemoryCallCenterDirectory.builder().callCenter(CALL_CENTER, oldKey).build();
    Set<CallCenterKey> before = directory.keys(CALL_CENTER);
    assertTrue(directory.add(CALL_CENTER, newKey));
    assertFalse(directory.add(CALL_CENTER, newKey));
    assertEquals(Set.of(oldKey), before);
    assertEquals(Set.of(oldKey, newKey), directory.keys(CALL_CENTER));
    assertTrue(directory.remove(CALL_CENTER, oldKey));
    assertFalse(directory.remove(CALL_CENTER, oldKey));
    assertEquals(Set.of(newKey), directory.keys(CALL_CENTER));
    assertTrue(directory.remove(CALL_CENTER, newKey));
    assertFalse(directory.remove(CALL_CENTER, newKey));
    assertEquals(Set.of(), directory.keys(CALL_CENTER));
    assertTrue(directory.add(OTHER, oldKey));
    assertEquals(Set.of(oldKey), directory.keys(OTHER));
  }

  @Test
  void whatIsBuiltIsIndependentOfItsBuilder() {
    InMemoryCallCenterDirectory.Builder builder =
        InMemoryCallCenterDirectory.builder().callCenter(CALL_CENTER, oldKey);
    InMemoryCallCenterDirectory directory = builder.build();
    builder.callCenter(CALL_CENTER, newKey);
    assertEquals(Set.of(oldKey), directory.keys(CALL_CENTER));
  }

  @Test
  void aCallCenterWithoutKeysIsAMistake() {
    assertThrows(
        IllegalArgumentException.class,
        () -> InMemoryCallCenterDirectory.builder().callCenter(CALL_CENTER));
  }
}

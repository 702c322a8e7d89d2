package dev.signalbox.core.internal.pem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEM text as people have it, and the keys in it. */
class PemTest {
  private static final byte[] CONTENT =
      "what the block holds, longer than one line of base64 is".getBytes(StandardCharsets.US_ASCII);

  private static void assertOneBlock(String text) {
    List<Pem.Block> blocks = Pem.blocks(text);
    assertEquals(List.of("PUBLIC KEY"), blocks.stream().map(Pem.Block::label).toList());
    assertArrayEquals(CONTENT, blocks.get(0).der());
  }

  @Test
  void aWrittenBlockIsReadBack() {
    String text = Pem.write("PUBLIC KEY", CONTENT);
    assertEquals(List.of(26, 64, 12, 24), text.lines().map(String::length).toList());
    assertTrue(text.endsWith("-----END PUBLIC KEY-----\n"));
    assertOneBlock(text);
  }

  @Test
  void lineEndsMayBeSpelledOut() {
    String text = Pem.write("PUBLIC KEY", CONTENT);
    for (String end : List.of("\\n", "\\r\\n", "\\r", "\r\n", "\n\n")) {
      assertOneBlock(text.replace("\n", end));
      assertOneBlock(end + text.replace("\n", end));
      assertOneBlock('"' + text.replace("\n", end) + '"');
    }
  }

  @Test
  void blocksStandInTheirOrder() {
    List<Pem.Block> blocks =
        Pem.blocks(
            "x" + Pem.write("B", CONTENT) + "-----BEGIN C-----\n" + Pem.write("A", CONTENT) + "y");
    assertEquals(List.of("B", "A"), blocks.stream().map(Pem.Block::toString).toList());
    assertEquals(List.of(), Pem.blocks("no PEM"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void everyKindOfPrivateKeyIsOne(String label) {
    assertTrue(new Pem.Block(label, "").isPrivateKey());
    assertFalse(new Pem.Block(label.replace("PRIVATE", "PUBLIC"), "").isPrivateKey());
  }

  @Test
  void aBlockThatIsNotBase64IsNotRepeated() {
    Pem.Block block = new Pem.Block("PRIVATE KEY", "se=cret");
    String message = assertThrows(IllegalArgumentException.class, block::der).getMessage();
    assertEquals("the PEM block is not base64", message);
    assertEquals("PRIVATE KEY", block.toString());
  }

  /**
   * The framing's lengths take one to three bytes; with 936 bits one is the first that takes two.
   */
  @ParameterizedTest
  @ValueSource(ints = {512, 936, 1024, 2048})
  void keysInPkcs1AreThoseInTheUsualForm(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    byte[] spki = pair.getPublic().getEncoded();
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    assertEquals(pair.getPublic(), RsaKeys.publicKey(spki));
    assertEquals(pair.getPrivate(), RsaKeys.privateKey(pkcs8));
    assertEquals(pair.getPublic(), RsaKeys.publicKeyOfPkcs1(lastSequence(spki)));
    assertEquals(pair.getPrivate(), RsaKeys.privateKeyOfPkcs1(lastSequence(pkcs8)));
  }

  /** The PKCS#1 key at the end of a usual key: the first SEQUENCE inside that reaches its end. */
  private static byte[] lastSequence(byte[] der) {
    for (int at = 4; at < der.length; at++) {
      if (der[at] == 0x30 && at + length(der, at) == der.length) {
        return Arrays.copyOfRange(der, at, der.length);
      }
    }
    throw new AssertionError("there is no key in it");
  }

  /** How long a DER value is, its tag and length included. */
  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    if (first < 0x80) {
      return 2 + first;
    }
    int length = 0;
    for (int i = 0; i < first - 0x80; i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xFF);
    }
    return 2 + first - 0x80 + length;
  }
}

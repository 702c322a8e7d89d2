package dev.signalbox.standalone.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads and writes the few values of DER (X.690) that certificates and keys are made of. */
final class Der {
  private Der() {}

  /** A value: its tag, its length, and the parts one after the other. */
  static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (length < 0x80) {
      whole.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      whole.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        whole.write(length >>> (8 * i));
      }
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  /**
   * The content of the next value, which is passed over.
   *
   * @throws IllegalArgumentException when it has another tag, or is cut off
   */
  static ByteBuffer content(ByteBuffer in, int tag) {
    try {
      if (Byte.toUnsignedInt(in.get()) != tag) {
        throw new IllegalArgumentException("the key is not what its label says");
      }
      int length = Byte.toUnsignedInt(in.get());
      if (length > 0x82) {
        throw new IllegalArgumentException("the key is longer than such keys are");
      }
      if (length >= 0x80) {
        int bytes = length - 0x80;
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = length << 8 | Byte.toUnsignedInt(in.get());
        }
      }
      ByteBuffer content = in.slice(in.position(), length);
      in.position(in.position() + length);
      return content;
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException cut) {
      throw new IllegalArgumentException("the key is cut off or malformed");
    }
  }
}

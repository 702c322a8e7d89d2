package dev.signalbox.engine.netty.internal;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's body: the event loop puts it in, the handler's thread takes it out and waits for what
 * has not come. Little of it is held, since the connection is not read while much is waiting.
 */
final class RequestBody extends InputStream {
  /** The length of a body whose end shows its length. */
  private static final long UNKNOWN = -1;

  private final HttpConnection connection;
  private final ConnectionOutput output;
  private final long length;
  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(2);
  private long received;
  private int buffered;
  private boolean expected;
  private boolean closed;
  private @Nullable String failure;
  private volatile boolean ended;

  /** The body of a request, of which nothing has come. */
  RequestBody(HttpConnection connection, ConnectionOutput output, HttpRequest request) {
    this.connection = connection;
    this.output = output;
    length = HttpUtil.getContentLength(request, UNKNOWN);
    expected = HttpUtil.is100ContinueExpected(request);
  }

  /** Adds a part, which belongs to the body then. */
  synchronized void add(ByteBuf part) {
    expected = false;
    received += part.readableBytes();
    if (closed || failure != null || !part.isReadable()) {
      part.release();
      return;
    }
    parts.add(part);
    buffered += part.readableBytes();
    notifyAll();
  }

  /** Nothing comes any more. */
  synchronized void end() {
    expected = false;
    ended = true;
    notifyAll();
  }

  /** Nothing comes any more, and what came is not all. */
  synchronized void fail(String reason) {
    if (!ended && failure == null) {
      failure = reason;
      drop();
      notifyAll();
    }
  }

  /** Whether it has come as a whole. */
  boolean isEnded() {
    return ended;
  }

  synchronized int buffered() {
    return buffered;
  }

  /**
   * Whether the client still waits to be told to send it. It is not told any more, since the answer
   * comes first.
   */
  synchronized boolean giveUp() {
    if (expected) {
      expected = false;
      failure = "the request was answered without its body";
      return true;
    }
    return false;
  }

  /** Whether all of it has come, or what is still to come is known to be no more than this. */
  synchronized boolean endsWithin(long bytes) {
    return ended || (failure == null && length != UNKNOWN && length - received <= bytes);
  }

  private void drop() {
    parts.forEach(ByteBuf::release);
    parts.clear();
    buffered = 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    boolean room;
    int n;
    synchronized (this) {
      ByteBuf part = await();
      if (part == null) {
        return -1;
      }
      n = Math.min(length, part.readableBytes());
      part.readBytes(bytes, offset, n);
      if (!part.isReadable()) {
        parts.remove().release();
      }
      room = buffered > HttpConnection.MAX_BUFFERED && buffered - n <= HttpConnection.MAX_BUFFERED;
      buffered -= n;
    }
    if (room) {
      connection.readOn();
    }
    return n;
  }

  /** As the inherited one, without buffers that are larger than the body. */
  @Override
  public byte[] readAllBytes() throws IOException {
    byte[] all = new byte[available()];
    int length = 0;
    for (int n = 0; n >= 0; n = read(all, length, all.length - length)) {
      length += n;
      if (length == all.length) {
        int next = read();
        if (next < 0) {
          return all;
        }
        all = Arrays.copyOf(all, Math.max(2 * length, length + available() + 1));
        all[length++] = (byte) next;
      }
    }
    return Arrays.copyOf(all, length);
  }

  /** The first part that is not read yet; null at the end. */
  private @Nullable ByteBuf await() throws IOException {
    while (true) {
      if (closed) {
        throw new IOException("the body is closed");
      }
      if (failure != null) {
        throw new IOException(failure);
      }
      ByteBuf part = parts.peek();
      if (part != null || ended) {
        return part;
      }
      if (expected) {
        expected = false;
        output.sendContinue();
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        output.abort();
        throw new InterruptedIOException("interrupted while waiting for the body");
      }
    }
  }

  @Override
  public synchronized int available() {
    return buffered;
  }

  /** What is left of it is not wanted. */
  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }
}

package dev.signalbox.engine.netty.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body. The head waits for it, so that an answer whose length is known goes out as a
 * whole, with its last byte.
 */
final class ResponseBody extends OutputStream {
  /** The length of a body that ends when it is closed. */
  static final long OPEN = -1;

  private final NettyExchange exchange;
  private final ConnectionOutput output;
  private @Nullable HttpResponse head;
  private long left;
  private boolean discarded;
  private boolean begun;
  private boolean complete;
  private boolean closed;
  private @Nullable ByteBuf buffer;

  ResponseBody(NettyExchange exchange, ConnectionOutput output) {
    this.exchange = exchange;
    this.output = output;
  }

  /**
   * Begins the answer.
   *
   * @param length how many bytes there will be, or {@link #OPEN}
   * @param discard whether what is written goes nowhere, as in the answer to a HEAD
   */
  void begin(HttpResponse answer, long length, boolean discard) throws IOException {
    begun = true;
    discarded = discard;
    head = answer;
    left = discard ? 0 : length;
    if (left == 0) {
      send(true);
    }
  }

  /** Whether the whole answer is on its way. */
  boolean isComplete() {
    return complete;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    checkBegun();
    if (closed) {
      throw new IOException("the answer is closed");
    }
    if (discarded) {
      return;
    }
    if (left != OPEN && length > left) {
      throw new IOException("more bytes than the answer's Content-Length says");
    }
    for (int from = offset, end = offset + length; from < end; ) {
      ByteBuf to = buffer;
      if (to == null) {
        buffer = to = output.buffer(Math.min(end - from, HttpConnection.MAX_BUFFERED));
      }
      int n = Math.min(end - from, HttpConnection.MAX_BUFFERED - to.readableBytes());
      to.writeBytes(bytes, from, n);
      from += n;
      if (left != OPEN) {
        left -= n;
      }
      if (left == 0 || to.readableBytes() == HttpConnection.MAX_BUFFERED) {
        send(left == 0);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    checkBegun();
    if (!complete && (head != null || buffer != null)) {
      send(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    checkBegun();
    closed = true;
    if (left > 0) {
      exchange.abort();
      throw new IOException("fewer bytes than the answer's Content-Length says");
    }
    if (!complete) {
      send(true);
    }
    exchange.end();
  }

  /** Lets go of what was written and not sent. */
  void drop() {
    closed = true;
    ByteBuf unsent = buffer;
    buffer = null;
    if (unsent != null) {
      unsent.release();
    }
  }

  private void checkBegun() throws IOException {
    if (!begun) {
      throw new IOException("the answer's headers were not sent yet");
    }
  }

  private void send(boolean last) throws IOException {
    HttpResponse first = head;
    ByteBuf content = buffer;
    head = null;
    buffer = null;
    complete = last;
    if (first != null && last) {
      output.send(
          new DefaultFullHttpResponse(
              first.protocolVersion(),
              first.status(),
              content == null ? Unpooled.EMPTY_BUFFER : content,
              first.headers(),
              EmptyHttpHeaders.INSTANCE));
      return;
    }
    if (first != null) {
      output.write(first);
    }
    if (content != null) {
      output.write(new DefaultHttpContent(content));
    }
    output.send(last ? LastHttpContent.EMPTY_LAST_CONTENT : Unpooled.EMPTY_BUFFER);
    if (!last) {
      output.awaitWritable();
    }
  }
}

package dev.signalbox.engine.netty.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, with three differences.
 *
 * <ul>
 *   <li>It is strict where Netty's is lenient: header lines that are folded, and anything but one
 *       space between the parts of the request line, are read differently by different servers.
 *   <li>It can be paused. What has arrived then stays undecoded, and little of it, since the
 *       connection is not read meanwhile.
 *   <li>It can discard whatever still arrives, and counts it.
 * </ul>
 *
 * <p>Used on its event loop alone.
 */
public final class StrictRequestDecoder extends HttpRequestDecoder {
  private static final int MAX_SHOWN = 200;

  /** A token, which belongs into no log, wherever a malformed request has it. */
  private static final Pattern BEARER = Pattern.compile("(?i)(bearer\\s*|eyJ)\\S*");

  private final int maxFields;
  private @Nullable ChannelHandlerContext context;
  private boolean inHead = true;
  private boolean inFirstLine = true;
  private boolean suspicious;

  /** Something other than empty lines came before the first line, and was skipped. */
  private boolean preceded;

  /** What was skipped before the first line ends in half an empty line. */
  private boolean afterReturn;

  private int fields;
  private String refusedLine = "";
  private boolean paused;
  private boolean discarding;
  private long discarded;
  private @Nullable Object inputEnd;

  /**
   * A decoder of requests.
   *
   * @param maxPart the largest part of a body, in bytes
   */
  public StrictRequestDecoder(RequestLimits limits, int maxPart) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLine())
            .setMaxHeaderSize(limits.headers())
            .setMaxChunkSize(maxPart)
            .setInitialBufferSize(1024)
            .setStrictLineParsing(true)
            .setAllowDuplicateContentLengths(false)
            .setUseRfc9112TransferEncoding(true)
            .setValidateHeaders(true));
    maxFields = limits.fields();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  // Strictness.

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (discarding) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (paused) {
      return;
    }
    int start = in.readerIndex();
    int before = out.size();
    boolean atStart = inFirstLine;
    super.decode(ctx, in, out);
    if (inHead) {
      look(in, start, in.readerIndex());
    }
    for (int i = before; i < out.size(); i++) {
      Object part = out.get(i);
      if (part instanceof HttpRequest request) {
        if (suspicious && request.decoderResult().isSuccess()) {
          request.setDecoderResult(
              DecoderResult.failure(
                  new IllegalArgumentException(
                      "a folded header line, or a request line that is not three parts")));
        }
        inHead = false;
        if (request.decoderResult().isFailure()) {
          refusedLine = atStart ? firstLine(in, start) : line(request);
        }
      }
      if (part instanceof LastHttpContent) {
        inHead = true;
        inFirstLine = true;
        suspicious = false;
        preceded = false;
        afterReturn = false;
        fields = 0;
      }
    }
  }

  /** Looks at the lines of the head that were just read; every call begins with a line's start. */
  private void look(ByteBuf in, int start, int end) {
    int line = start;
    while (line < end) {
      int lineEnd = in.indexOf(line, end, (byte) '\n');
      byte first = in.getByte(line);
      if (inFirstLine && afterReturn && first != '\n') {
        preceded = true;
      }
      if (lineEnd < 0) {
        // Less than a line is read only where Netty skips what comes before the first one.
        afterReturn = first == '\r' && end == line + 1;
        preceded |= inFirstLine && !afterReturn;
        return;
      }
      if (inFirstLine) {
        afterReturn = false;
        // Empty lines before a request are allowed, and skipped.
        if (first != '\n' && (first != '\r' || lineEnd > line + 1)) {
          inFirstLine = false;
          suspicious = preceded || !hasThreeParts(in, line, lineEnd - 1);
        }
      } else if (first == ' ' || first == '\t') {
        suspicious = true;
      }
      line = lineEnd + 1;
    }
  }

  /** Whether a request line has no control character, and one space between each of its parts. */
  private static boolean hasThreeParts(ByteBuf in, int start, int end) {
    int spaces = 0;
    byte before = ' ';
    for (int i = start; i < end; i++) {
      byte b = in.getByte(i);
      if ((b < ' ' && b >= 0) || (b == ' ' && (before == ' ' || ++spaces > 2))) {
        return false;
      }
      before = b;
    }
    return true;
  }

  /** Netty takes a version in lower case too. */
  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    if (!initialLine[2].startsWith("HTTP/")) {
      throw new IllegalArgumentException("not a version of HTTP");
    }
    return super.createMessage(initialLine);
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (++fields > maxFields) {
      throw new TooLongHttpHeaderException("There are more than " + maxFields + " header fields.");
    }
    return super.splitHeaderName(line, start, length);
  }

  // What a log shows of a request.

  /** The beginning of a request's first line, printable. */
  public String shown(HttpRequest request) {
    return request.decoderResult().isFailure() ? refusedLine : line(request);
  }

  private static String line(HttpRequest request) {
    String line =
        request.method().name() + " " + request.uri() + " " + request.protocolVersion().text();
    return PrintableText.of(line, MAX_SHOWN);
  }

  /** The line as it came: what could not be read is not in the request. */
  private static String firstLine(ByteBuf in, int start) {
    int length = Math.min(in.writerIndex() - start, MAX_SHOWN + 1);
    String text = in.toString(start, length, StandardCharsets.ISO_8859_1).stripLeading();
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end).stripTrailing();
    return PrintableText.of(BEARER.matcher(line).replaceAll("$1…"), MAX_SHOWN);
  }

  /** The beginning of a first line that has not arrived as a whole, printable; else empty. */
  public String shownUnfinished() {
    ByteBuf in = internalBuffer();
    return inFirstLine ? firstLine(in, in.readerIndex()) : "";
  }

  // Pauses.

  /** Decodes nothing more until {@link #resume}. */
  public void pause() {
    paused = true;
  }

  /** Whether it is paused. */
  public boolean isPaused() {
    return paused;
  }

  /** Decodes what has arrived meanwhile. Not to be called while it decodes. */
  public void resume() throws Exception {
    paused = false;
    ChannelHandlerContext ctx = context;
    if (ctx == null || ctx.isRemoved()) {
      return;
    }
    if (actualReadableBytes() > 0) {
      super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
    }
    Object end = inputEnd;
    if (end != null && (!paused || actualReadableBytes() == 0)) {
      inputEnd = null;
      super.userEventTriggered(ctx, end);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (discarding && message instanceof ByteBuf bytes) {
      discarded += bytes.readableBytes();
      bytes.release();
      return;
    }
    super.channelRead(ctx, message);
    if (paused && actualReadableBytes() > 0) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** While it is paused, the superclass would read on, since it sees bytes and no message. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (paused) {
      discardSomeReadBytes();
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }

  /** At the end of input, the superclass drops what it has not decoded: that waits for its turn. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    boolean ends =
        event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent;
    if (ends && paused && actualReadableBytes() > 0) {
      inputEnd = event;
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  // Discarding.

  /**
   * Decodes nothing any more: all that arrives is discarded.
   *
   * @return whether the end of input has arrived, and waited for its turn
   */
  public boolean discard() {
    discarding = true;
    paused = false;
    return inputEnd != null;
  }

  /** How many bytes were discarded. */
  public long discarded() {
    return discarded;
  }
}

package dev.signalbox.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Netty's decoder, without the leniency that it has by itself: header lines that are folded, and
 * other characters than spaces in the request line, are read differently by different servers.
 */
final class StrictDecoder extends HttpRequestDecoder {
  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_HEADERS = 384 * 1024;
  private static final int MAX_FIELDS = 200;

  private boolean inHead = true;
  private boolean inFirstLine = true;
  private boolean suspicious;
  private int fields;

  StrictDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(Connection.MAX_BUFFERED)
            .setInitialBufferSize(1024)
            .setStrictLineParsing(true)
            .setAllowDuplicateContentLengths(false)
            .setUseRfc9112TransferEncoding(true)
            .setValidateHeaders(true));
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int start = in.readerIndex();
    int before = out.size();
    super.decode(ctx, in, out);
    if (inHead) {
      look(in, start, in.readerIndex());
    }
    for (int i = before; i < out.size(); i++) {
      Object part = out.get(i);
      if (part instanceof HttpRequest request) {
        if (suspicious && request.decoderResult().isSuccess()) {
          request.setDecoderResult(
              DecoderResult.failure(new IllegalArgumentException("folded line or control")));
        }
        inHead = false;
      }
      if (part instanceof LastHttpContent) {
        inHead = true;
        inFirstLine = true;
        suspicious = false;
        fields = 0;
      }
    }
  }

  /** Looks at the lines of the head that were just read; every call begins with a line's start. */
  private void look(ByteBuf in, int start, int end) {
    int line = start;
    while (line < end) {
      int lineEnd = in.indexOf(line, end, (byte) '\n');
      if (lineEnd < 0) {
        return;
      }
      byte first = in.getByte(line);
      if (inFirstLine) {
        // Empty lines before a request are allowed, and skipped.
        if (first != '\r' && first != '\n') {
          inFirstLine = false;
          suspicious = in.forEachByte(line, lineEnd - 1 - line, b -> b >= ' ' || b < 0) >= 0;
        }
      } else if (first == ' ' || first == '\t') {
        suspicious = true;
      }
      line = lineEnd + 1;
    }
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    if (++fields > MAX_FIELDS) {
      throw new TooLongHttpHeaderException("more than " + MAX_FIELDS + " fields");
    }
    return super.splitHeaderName(line, start, length);
  }
}

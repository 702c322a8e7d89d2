package dev.signalbox.moduletests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.signalbox.engine.netty.internal.http.RequestLimits;
import dev.signalbox.engine.netty.internal.http.RequestRefusal;
import dev.signalbox.engine.netty.internal.http.RequestTarget;
import dev.signalbox.engine.netty.internal.http.StrictRequestDecoder;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Heads and bodies of requests, as Netty's engine reads them. */
public final class HttpTarget {
  private static final int LARGEST_PART = 64 * 1024;

  private HttpTarget() {}

  /** One input. Its first byte says where the network cuts the rest. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    List<String> whole = read(bytes, bytes.length);
    Held.equal(whole, read(bytes, Math.min(bytes.length, input[0] & 0xff)), "a cut changes it");
    Held.equal(whole, read(bytes, 1), "bytes that come one by one change it");
  }

  /** What is read when so many bytes come at once: each request, then its body. */
  private static List<String> read(byte[] bytes, int step) {
    var decoder = new StrictRequestDecoder(RequestLimits.STANDARD, LARGEST_PART);
    var channel = new EmbeddedChannel(decoder);
    try {
      for (int from = 0; from < bytes.length; from += Math.max(1, step)) {
        int to = Math.min(bytes.length, from + Math.max(1, step));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes, from, to - from));
      }
      List<String> read = new ArrayList<>();
      StringBuilder body = new StringBuilder();
      for (Object part; (part = channel.readInbound()) != null; ) {
        if (part instanceof HttpRequest request) {
          read.add(head(request));
          if (RequestRefusal.of(request) != null) {
            // The connection ends here: what follows is read by no one.
            ReferenceCountUtil.release(part);
            return read;
          }
        }
        if (part instanceof HttpContent content) {
          body.append(content.content().toString(ISO_8859_1));
          boolean failed = content.decoderResult().isFailure();
          if (failed || content instanceof LastHttpContent) {
            read.add(failed ? "a broken body" : "a body: " + body);
            body.setLength(0);
          }
          content.release();
          if (failed) {
            return read;
          }
        }
      }
      return read;
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private static String head(HttpRequest request) {
    RequestRefusal refusal = RequestRefusal.of(request);
    if (refusal != null) {
      return "refused: " + refusal.status();
    }
    request
        .headers()
        .forEach(
            field -> {
              Held.that(isToken(field.getKey()), "a field's name is no token");
              Held.that(
                  field.getValue().chars().noneMatch(c -> (c < ' ' && c != '\t') || c == 0x7f),
                  "a value has a control character");
            });
    Held.that(isToken(request.method().name()), "a method is no token");
    String target;
    try {
      RequestTarget parsed = RequestTarget.parse(request.uri());
      Held.that(parsed.path().startsWith("/"), "a path that is none");
      target = parsed.toString();
    } catch (URISyntaxException malformed) {
      target = "malformed";
    }
    return request.method() + " " + target + " " + request.headers().entries();
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
  }
}

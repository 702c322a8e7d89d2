package dev.signalbox.peers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;

/**
 * One thread, non-blocking sockets, and no more of HTTP than finding a request's end: no server,
 * but what no server can go below.
 */
public final class Floor {
  private static final byte[] ANSWER =
      ("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: "
              + Arguments.ACCEPTED.length()
              + "\r\n\r\n"
              + Arguments.ACCEPTED)
          .getBytes(StandardCharsets.US_ASCII);

  private Floor() {}

  /**
   * Serves until it is killed.
   *
   * @param args HTTP and a key file
   */
  public static void main(String... args) throws Exception {
    if (Arguments.of(args).mode() != Arguments.Mode.HTTP) {
      throw new IllegalArgumentException("the floor does HTTP alone");
    }
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    Arguments.ready(server.socket().getLocalPort());
    ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER.length).put(ANSWER);
    while (true) {
      selector.select();
      for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
        SelectionKey key = keys.next();
        keys.remove();
        if (key.isAcceptable()) {
          SocketChannel client = server.accept();
          client.configureBlocking(false);
          client.setOption(StandardSocketOptions.TCP_NODELAY, true);
          client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(16_384));
        } else {
          serve(key, answer);
        }
      }
    }
  }

  private static void serve(SelectionKey key, ByteBuffer answer) {
    SocketChannel client = (SocketChannel) key.channel();
    ByteBuffer in = (ByteBuffer) key.attachment();
    try {
      if (client.read(in) < 0) {
        client.close();
        return;
      }
      int end = end(in);
      if (end >= 0) {
        in.limit(in.position()).position(end).slice();
        in.compact();
        answer.flip();
        client.write(answer);
      }
    } catch (java.io.IOException gone) {
      key.cancel();
    }
  }

  /** Where the first request ends; -1 when it has not arrived whole. */
  private static int end(ByteBuffer in) {
    int length = in.position();
    for (int i = 3; i < length; i++) {
      if (in.get(i) == '\n' && in.get(i - 1) == '\r' && in.get(i - 2) == '\n') {
        int end = i + 1 + contentLength(in, i);
        return end <= length ? end : -1;
      }
    }
    return -1;
  }

  private static int contentLength(ByteBuffer in, int headersEnd) {
    byte[] bytes = new byte[headersEnd];
    in.get(0, bytes);
    String headers = new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int at = headers.indexOf("content-length: ");
    if (at < 0) {
      return 0;
    }
    int start = at + "content-length: ".length();
    return Integer.parseInt(headers.substring(start, headers.indexOf('\r', start)));
  }
}

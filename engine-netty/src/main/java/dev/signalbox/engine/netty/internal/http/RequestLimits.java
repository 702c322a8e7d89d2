package dev.signalbox.engine.netty.internal.http;

/**
 * How large a request may be before a handler sees it.
 *
 * @param requestLine bytes of the request line; over it 414
 * @param headers bytes of the header section; over it 431
 * @param fields how many header fields; over it 431
 * @param discarded bytes of a body that are still to come when it is answered, and that are read
 *     and discarded so that the connection stays usable; over it, or where the length is not known,
 *     the answer carries {@code Connection: close}
 */
public record RequestLimits(int requestLine, int headers, int fields, int discarded) {
  /** Room for a token of 8 KiB and for any key of a call, and little more. */
  public static final RequestLimits STANDARD =
      new RequestLimits(8 * 1024, 16 * 1024, 200, 1024 * 1024);
}

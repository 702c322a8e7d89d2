package dev.signalbox.standalone.control;

import dev.signalbox.transport.http.EndpointRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;

/** A request of which a copy is kept while it is read. Used by one thread at a time. */
final class RequestCopy implements EndpointRequest {
  /** How much of a body is kept. */
  static final int MAX_BODY = 1 << 20;

  /** How long to wait for the rest of a refused body, which nearly always is on its way. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** So many clients may be waited for at once: they need no token for it. */
  private static final Semaphore LATE_BODIES = new Semaphore(16);

  private final EndpointRequest request;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final InputStream copying;
  private InputStream body;
  private Optional<byte[]> whole = Optional.empty();
  private boolean cut;
  private boolean ended;

  RequestCopy(EndpointRequest request) {
    this.request = request;
    copying = new Copying(request.body());
    body = copying;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String rawPath() {
    return request.rawPath();
  }

  @Override
  public String target() {
    return request.target();
  }

  @Override
  public List<String> headers(String name) {
    return request.headers(name);
  }

  @Override
  public Map<String, List<String>> headers() {
    return request.headers();
  }

  @Override
  public InputStream body() {
    return body;
  }

  /** What was read so far, or could be kept of it. */
  byte[] kept() {
    return kept.toByteArray();
  }

  /** Whether there was more than is kept. */
  boolean isCut() {
    return cut || !ended;
  }

  /**
   * Reads the whole body, so much of it as is kept; what reads the request afterwards finds it as
   * it was.
   */
  byte[] whole() {
    if (whole.isEmpty()) {
      try {
        byte[] read = copying.readNBytes(MAX_BODY);
        body = new SequenceInputStream(new ByteArrayInputStream(read), copying);
        whole = Optional.of(read);
      } catch (IOException gone) {
        return kept();
      }
    }
    return whole.get();
  }

  /**
   * Keeps the body of a refused request as far as it arrives within two seconds.
   *
   * @return false when a thread still waits for the body; the connection must then end with the
   *     answer
   */
  boolean takeArrived() {
    OptionalInt announced = announced();
    if (ended || cut || announced.isEmpty()) {
      return true;
    }
    int missing = announced.getAsInt() - kept.size();
    if (missing <= 0) {
      ended = missing == 0;
      return true;
    }
    try {
      if (copying.available() >= missing) {
        copying.readNBytes(missing);
        ended = true;
        return true;
      }
    } catch (IOException gone) {
      cut = true;
      return true;
    }
    // The JDK's engine can't tell what has arrived. A thread has to read it, and may wait long.
    if (!LATE_BODIES.tryAcquire()) {
      return true;
    }
    LateBody late = new LateBody(request.body(), missing, LATE_BODIES::release);
    boolean read = late.await(PATIENCE);
    byte[] arrived = late.arrived();
    kept.writeBytes(arrived);
    ended = arrived.length == missing;
    return read;
  }

  /** The body's length; empty where it is not known, too long to be kept, or not sent yet. */
  private OptionalInt announced() {
    List<String> lengths = request.headers("Content-Length");
    boolean waits = !request.headers("Expect").isEmpty();
    boolean chunked = !request.headers("Transfer-Encoding").isEmpty();
    if (lengths.isEmpty() && !chunked) {
      return OptionalInt.of(0);
    }
    if (lengths.size() != 1 || waits || chunked || !lengths.get(0).matches("[0-9]{1,7}")) {
      return OptionalInt.empty();
    }
    int length = Integer.parseInt(lengths.get(0));
    return length <= MAX_BODY ? OptionalInt.of(length) : OptionalInt.empty();
  }

  /** Keeps what is read. */
  private final class Copying extends FilterInputStream {
    Copying(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      if (b < 0) {
        ended = true;
      } else if (kept.size() < MAX_BODY) {
        kept.write(b);
      } else {
        cut = true;
      }
      return b;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int n = in.read(to, offset, length);
      if (n < 0) {
        ended = true;
      } else {
        int room = Math.min(n, MAX_BODY - kept.size());
        kept.write(to, offset, room);
        cut |= room < n;
      }
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}

package dev.signalbox.transport.http;

import dev.signalbox.core.Clause;
import dev.signalbox.core.format.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Reads one body within its own bound and within the budget of all (BODY-4, RES-4). */
final class BodyReader {
  private static final int BLOCK = 8192;

  private final BodyBudget budget;
  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private final int maxBody;
  private final int weight;
  private long reserved;

  /**
   * A reader of one body.
   *
   * @param weight how many bytes of the budget a byte of the body takes
   */
  BodyReader(BodyBudget budget, int maxBody, int weight) {
    this.budget = budget;
    this.maxBody = maxBody;
    this.weight = weight;
  }

  /** The whole body. */
  byte[] read(EndpointRequest request) throws RefusedException {
    Optional<Long> announced = announced(request);
    try {
      return announced.isPresent()
          ? readAnnounced(request.body(), announced.get())
          : readToEnd(request.body());
    } catch (IOException | RuntimeException e) {
      // Engines throw either for framing that they can't follow.
      throw unreadable(
          "The body could not be read to its end: it was cut off, or its framing is"
              + " not understood. Trailers are among what some servers don't understand.");
    }
  }

  /** Gives back what was reserved, when the body has been judged. */
  void release() {
    budget.release(reserved);
    reserved = 0;
  }

  private byte[] readAnnounced(InputStream in, long announced)
      throws IOException, RefusedException {
    if (announced > maxBody) {
      throw tooLarge();
    }
    reserve(announced);
    byte[] bytes = in.readNBytes((int) announced);
    if (bytes.length < announced) {
      throw unreadable("The body ends before its Content-Length.");
    }
    // Engines learn only from reading on that the body is over and the connection can be kept.
    if (in.read() >= 0) {
      throw unreadable("The body goes on behind its Content-Length.");
    }
    return bytes;
  }

  private byte[] readToEnd(InputStream in) throws IOException, RefusedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BLOCK);
    byte[] block = new byte[BLOCK];
    int n;
    while ((n = in.read(block)) >= 0) {
      reserve(n);
      if (bytes.size() + n > maxBody) {
        throw tooLarge();
      }
      bytes.write(block, 0, n);
    }
    return bytes.toByteArray();
  }

  private void reserve(long bytes) throws RefusedException {
    // A body that weighs more than the whole budget is read when it is alone.
    long more = Math.min(bytes * weight, budget.max() - reserved);
    if (!budget.reserve(more)) {
      throw new RefusedException(Refusals.BUSY);
    }
    reserved += more;
  }

  private static Optional<Long> announced(EndpointRequest request) {
    List<String> values = request.headers("Content-Length");
    if (values.size() != 1 || !request.headers("Transfer-Encoding").isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(length(values.get(0))).filter(length -> length >= 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A Content-Length, which may have more digits than a number of 64 bits. */
  static long length(String contentLength) {
    return new BigInteger(contentLength.strip()).min(LONGEST).longValue();
  }

  private RefusedException tooLarge() {
    return RefusedException.of(
        ProblemType.TOO_LARGE,
        Clause.BODY_4,
        "The body is larger than " + maxBody + " bytes: send the events in several batches.");
  }

  private static RefusedException unreadable(String detail) {
    return RefusedException.of(ProblemType.MALFORMED_REQUEST, Clause.BODY_4, detail);
  }
}

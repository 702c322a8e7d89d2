package dev.signalbox.engine.netty.internal;

import dev.signalbox.engine.netty.internal.http.StrictRequestDecoder;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.util.function.BooleanSupplier;

/**
 * Decides when a connection is read and decoded: while the request at hand has room for more, and
 * for a bounded number of requests until other connections get their turn. Used on its event loop
 * alone.
 */
final class ConnectionInput {
  /** How many requests of a connection are answered before others get their turn. */
  static final int MAX_TURN = 8;

  private final SocketChannel channel;
  private final ConnectionOutput output;
  private final StrictRequestDecoder decoder;
  private final BooleanSupplier hasRoom;
  private final Runnable resumed;
  private boolean resuming;
  private boolean discarding;
  private int turn;

  /**
   * An input that is read.
   *
   * @param hasRoom whether the connection can take more now
   * @param resumed called when what had waited is decoded
   */
  ConnectionInput(
      SocketChannel channel,
      ConnectionOutput output,
      StrictRequestDecoder decoder,
      BooleanSupplier hasRoom,
      Runnable resumed) {
    this.channel = channel;
    this.output = output;
    this.decoder = decoder;
    this.hasRoom = hasRoom;
    this.resumed = resumed;
  }

  /** A request was answered. */
  void countAnswer() {
    turn++;
  }

  /** All that has arrived was read. */
  void readComplete() {
    if (!decoder.isPaused()) {
      turn = 0;
    }
  }

  boolean isPaused() {
    return decoder.isPaused();
  }

  /** Goes on or pauses, by what the connection can take now. */
  void proceed() {
    if (discarding) {
      return;
    }
    boolean room = hasRoom.getAsBoolean();
    if (!room || turn >= MAX_TURN) {
      decoder.pause();
    }
    if (room && decoder.isPaused() && !resuming) {
      // As a task of its own, so that the decoder is never called by itself.
      resuming = true;
      if (turn < MAX_TURN) {
        output.execute(this::resume);
      } else {
        output.executeAfterOthers(this::resume);
      }
    }
  }

  private void resume() {
    resuming = false;
    turn = 0;
    if (discarding || !decoder.isPaused() || !hasRoom.getAsBoolean()) {
      return;
    }
    try {
      decoder.resume();
    } catch (Throwable failure) {
      channel.pipeline().fireExceptionCaught(failure);
      return;
    }
    resumed.run();
    if (!decoder.isPaused() && !channel.isInputShutdown()) {
      channel.config().setAutoRead(true);
    }
  }

  /**
   * Discards all that still arrives.
   *
   * @return whether there may be something: false when the client has ended its output
   */
  boolean discard() {
    discarding = true;
    boolean ended = decoder.discard() || channel.isInputShutdown();
    if (!ended) {
      channel.config().setAutoRead(true);
    }
    return !ended;
  }

  /** How many bytes were discarded. */
  long discarded() {
    return decoder.discarded();
  }

  /** The beginning of a request's first line, for a log. */
  String shown(HttpRequest request) {
    return decoder.shown(request);
  }

  /** The beginning of a first line that has not arrived as a whole, for a log. */
  String shownUnfinished() {
    return decoder.shownUnfinished();
  }
}

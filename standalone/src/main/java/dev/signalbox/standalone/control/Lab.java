package dev.signalbox.standalone.control;

import com.sun.net.httpserver.HttpHandler;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.standalone.console.ConsoleAccess;
import dev.signalbox.standalone.faults.FaultList;
import dev.signalbox.transport.http.Endpoint;
import dev.signalbox.transport.http.EndpointFilter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What the control API shows and does: requests, delivered batches, faults, state. Thread-safe. */
public final class Lab implements AutoCloseable {
  /** Where the control API is. */
  public static final String PATH = "/_signalbox/";

  private final FaultList faults;
  private final BoundedLog<RecordedRequest> requests = new BoundedLog<>(RecordedRequest::bytes);
  private final DeliveredBatches batches = new DeliveredBatches();
  private final Replayer replayer = new Replayer();
  private final Connection connection;
  private final Optional<Supplier<String>> signer;
  private final List<Runnable> resets = new CopyOnWriteArrayList<>();
  private final List<FaultListener> listeners = new CopyOnWriteArrayList<>();
  private final Clock clock;

  /**
   * A lab.
   *
   * @param faults those that are at work from the start
   * @param connection how to connect
   * @param signer makes tokens for replays; empty where the server has no key to sign with
   */
  public Lab(
      FaultList faults, Connection connection, Optional<Supplier<String>> signer, Clock clock) {
    this.faults = faults;
    this.connection = connection;
    this.signer = signer;
    this.clock = clock;
  }

  /** Is notified of each request that meets a fault. */
  public void listener(FaultListener listener) {
    listeners.add(listener);
  }

  /** Is run when the state is cleared. */
  public void onReset(Runnable reset) {
    resets.add(reset);
  }

  /**
   * Records requests and has them meet faults.
   *
   * @param explain tells what is wrong with a token by a clock that is so much ahead
   * @param firstCall knows the first call of a call's conversation
   */
  public EndpointFilter filter(
      BiFunction<Duration, String, List<Violation>> explain,
      BiFunction<CallCenterId, VendorCallKey, Optional<VendorCallKey>> firstCall) {
    return new LabFilter(
        faults,
        requests,
        replayer,
        explain,
        firstCall,
        (fault, request, description) ->
            listeners.forEach(listener -> listener.faulted(fault, request, description)),
        connection.development() ? TokenReasons::explained : UnaryOperator.identity(),
        clock);
  }

  /** Records batches. */
  public Subscriber subscriber() {
    return batches;
  }

  /** The endpoint to which replays go. */
  public void endpoint(Endpoint endpoint) {
    replayer.endpoint(endpoint::handle);
  }

  /** The control API, for requests to {@link #PATH}. */
  public HttpHandler handler(ConsoleAccess access) {
    return new ControlHandler(this, access);
  }

  FaultList faults() {
    return faults;
  }

  BoundedLog<RecordedRequest> requests() {
    return requests;
  }

  BoundedLog<DeliveredBatches.Delivered> batches() {
    return batches.log();
  }

  Replayer replayer() {
    return replayer;
  }

  Connection connection() {
    return connection;
  }

  Optional<String> freshToken() {
    return signer.map(Supplier::get);
  }

  /** Forgets everything, as after a start; numbers go on. */
  void reset() {
    resets.forEach(Runnable::run);
    requests.clear();
    batches.log().clear();
    faults.clear();
  }

  /** Ends every wait. */
  @Override
  public void close() {
    batches.log().close();
  }
}

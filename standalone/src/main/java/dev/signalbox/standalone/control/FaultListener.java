package dev.signalbox.standalone.control;

import dev.signalbox.standalone.faults.ActiveFault;

/** Is notified of requests that met a fault. */
@FunctionalInterface
public interface FaultListener {
  /**
   * A request met a fault.
   *
   * @param fault the fault
   * @param request the request's id
   * @param description the request and its answer in a few words
   */
  void faulted(ActiveFault fault, String request, String description);
}

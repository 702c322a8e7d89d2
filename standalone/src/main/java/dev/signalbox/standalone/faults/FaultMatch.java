package dev.signalbox.standalone.faults;

import dev.signalbox.core.CallCenterId;
import java.util.Optional;

/**
 * Which requests a fault is for: those that have all that is named.
 *
 * @param call the call's key
 * @param resource the path's last word
 * @param callCenter its API name, or ORG:API_NAME, as the request's token has it
 */
public record FaultMatch(
    Optional<String> call, Optional<String> resource, Optional<String> callCenter) {
  /** All requests. */
  static final FaultMatch ALL =
      new FaultMatch(Optional.empty(), Optional.empty(), Optional.empty());

  boolean matches(FaultTarget target) {
    return (resource.isEmpty() || resource.equals(target.resource()))
        && (callCenter.isEmpty()
            || target.callCenter().filter(id -> names(callCenter.get(), id)).isPresent())
        && (call.isEmpty() || target.calls().contains(call.get()));
  }

  private static boolean names(String wanted, CallCenterId id) {
    return wanted.equals(id.apiName()) || wanted.equals(id.orgId() + ":" + id.apiName());
  }
}

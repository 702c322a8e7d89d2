package dev.signalbox.standalone.log;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointOutcome;
import java.time.Instant;

/** Tells two listeners. */
public record CompositeEndpointListener(EndpointListener one, EndpointListener other)
    implements EndpointListener {
  @Override
  public void authorized(CallCenterId callCenter, Instant expiresAt) {
    one.authorized(callCenter, expiresAt);
    other.authorized(callCenter, expiresAt);
  }

  @Override
  public void accepted(EndpointOutcome.Accepted accepted) {
    one.accepted(accepted);
    other.accepted(accepted);
  }

  @Override
  public void registered(EndpointOutcome.Registered registered) {
    one.registered(registered);
    other.registered(registered);
  }

  @Override
  public void refused(EndpointOutcome.Refused refusal) {
    one.refused(refusal);
    other.refused(refusal);
  }
}

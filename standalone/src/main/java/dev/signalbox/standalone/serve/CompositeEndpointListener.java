package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.intake.IntakeResult;
import dev.signalbox.transport.http.EndpointListener;
import java.time.Instant;

/** Tells two listeners. */
record CompositeEndpointListener(EndpointListener one, EndpointListener other)
    implements EndpointListener {
  @Override
  public void authorized(CallCenterId callCenter, Instant expiresAt) {
    one.authorized(callCenter, expiresAt);
    other.authorized(callCenter, expiresAt);
  }

  @Override
  public void accepted(
      CallCenterId callCenter, VendorCallKey key, IntakeResult.Accepted result, EventBatch batch) {
    one.accepted(callCenter, key, result, batch);
    other.accepted(callCenter, key, result, batch);
  }

  @Override
  public void registered(CallCenterId callCenter, VoiceCall call, IntakeResult.Registered result) {
    one.registered(callCenter, call, result);
    other.registered(callCenter, call, result);
  }

  @Override
  public void refused(Refusal refusal) {
    one.refused(refusal);
    other.refused(refusal);
  }
}

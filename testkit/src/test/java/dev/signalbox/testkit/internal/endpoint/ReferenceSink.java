package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import java.util.Optional;

/** What stands behind the reference endpoint, and is told what came. */
public interface ReferenceSink {
  /** Nobody who wants to know. */
  ReferenceSink NONE =
      new ReferenceSink() {
        @Override
        public void taken(Request request, EventBatch batch) {}

        @Override
        public void refused(Request request) {}

        @Override
        public void registered(CallCenterId callCenter, VendorCallKey key) {}
      };

  /**
   * A request with a batch.
   *
   * @param provider the header as it came
   * @param body the content as it came
   */
  @SuppressWarnings("ArrayRecordComponent") // requests are not compared
  record Request(
      CallCenterId callCenter,
      VendorCallKey key,
      VendorCallKey first,
      Optional<String> provider,
      byte[] body) {}

  /** A batch is about to be answered with 202. */
  void taken(Request request, EventBatch batch);

  /** A batch is about to be answered with 400, for its body. */
  void refused(Request request);

  /** A call has been registered. */
  void registered(CallCenterId callCenter, VendorCallKey key);
}

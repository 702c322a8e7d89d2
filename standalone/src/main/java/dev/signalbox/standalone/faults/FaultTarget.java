package dev.signalbox.standalone.faults;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Violation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What of a request decides which fault it meets. */
public interface FaultTarget {
  /** The path's last word; empty for a path that is none of the vendor's. */
  Optional<String> resource();

  /** The keys of the calls that the request is about. */
  Set<String> calls();

  /** As which call center the request's token speaks, whether or not it is good. */
  Optional<CallCenterId> callCenter();

  /** Whether the request brings transcripts of several calls. */
  boolean isBulk();

  /** What would be wrong with the request's token if the server's clock were off by so much. */
  Optional<Violation> tokenFault(Duration offset);
}

package dev.signalbox.sender;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/** Calls the listener, and logs whatever it throws. */
final class SenderNotifier {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.sender");

  private final SenderListener listener;

  SenderNotifier(SenderListener listener) {
    this.listener = listener;
  }

  void ended(VendorCallKey key, EventBatch batch, SendOutcome outcome) {
    notify(l -> l.ended(key, batch, outcome));
  }

  void ended(VoiceCall call, CallOutcome outcome) {
    notify(l -> l.ended(call, outcome));
  }

  void retrying(VendorCallKey firstKey, String why, Duration delay) {
    notify(l -> l.retrying(firstKey, why, delay));
  }

  void circuitChanged(boolean open, Duration delay) {
    notify(
        l -> {
          if (open) {
            l.circuitOpened(delay);
          } else {
            l.circuitClosed();
          }
        });
  }

  private void notify(Consumer<SenderListener> call) {
    try {
      call.accept(listener);
    } catch (Throwable e) {
      LOG.log(Level.WARNING, "the sender's listener failed", e);
    }
  }
}

package dev.signalbox.core.spi;

import java.time.Clock;
import java.util.Map;

/**
 * What a program tells a transport that it creates by name.
 *
 * @param calls the program's voice-call directory, with which a transport may share conversations
 * @param listener is notified of failures
 * @param clock the time, for expiry
 * @param options the transport's own settings by name; a transport refuses a name that it does not
 *     know
 */
public record TransportConfig(
    VoiceCallDirectory calls, DeliveryListener listener, Clock clock, Map<String, String> options) {
  /**
   * Copies the options.
   *
   * @param calls the program's voice-call directory, with which a transport may share conversations
   * @param listener is notified of failures
   * @param clock the time, for expiry
   * @param options the transport's own settings by name; a transport refuses a name that it does
   *     not know
   */
  public TransportConfig {
    options = Map.copyOf(options);
  }
}

package dev.signalbox.standalone.faults;

import java.util.Locale;

/** When the connection is closed. */
public enum FaultDrop {
  /** Before the request is judged: nothing of it is taken. */
  BEFORE,
  /** After the request was judged, and accepted where it is good: there is no answer. */
  AFTER,
  /** The same, and half of the answer is sent. */
  MIDWAY;

  /** The name in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

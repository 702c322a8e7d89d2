package dev.signalbox.standalone.cli;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** Ends the program from a shutdown hook with an exit code of its own. */
public final class ProgramEnd {
  private ProgramEnd() {}

  /**
   * Ends the program at once. Java would end with the signal's code, once its hooks have run; so
   * the one of them that writes flight recordings may be cut short, and they are written here.
   */
  public static void halt(int code) {
    if (FlightRecorder.isInitialized()) {
      FlightRecorder.getFlightRecorder().getRecordings().stream()
          .filter(r -> r.getDumpOnExit() && r.getState() == RecordingState.RUNNING)
          .forEach(Recording::stop);
    }
    Runtime.getRuntime().halt(code);
  }
}

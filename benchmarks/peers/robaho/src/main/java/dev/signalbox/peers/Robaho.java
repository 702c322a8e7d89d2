package dev.signalbox.peers;

import java.util.concurrent.Executors;

/** The JDK's interface with robaho's server behind it: a virtual thread for each connection. */
public final class Robaho {
  private Robaho() {}

  /**
   * Serves until it is killed.
   *
   * @param args mode and key file
   */
  public static void main(String... args) throws Exception {
    Jdk.serve(Arguments.of(args), Executors.newVirtualThreadPerTaskExecutor());
  }
}

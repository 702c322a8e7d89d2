package dev.signalbox.standalone;

/** The program. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String... args) {
    System.exit(new Cli(System.getenv(), System.in, System.out, System.err).run(args));
  }
}

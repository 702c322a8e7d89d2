package dev.signalbox.standalone.cli;

import dev.signalbox.core.Violation;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Standard input and output of a command. What it prints may come from an endpoint or a sender, so
 * control characters are escaped, all but tabs and line ends.
 */
public final class Terminal {
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  /** A terminal of these streams. */
  public Terminal(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /** Standard input. */
  public InputStream in() {
    return in;
  }

  /** Prints lines on standard output. */
  public void out(String lines) {
    out.println(TerminalText.lines(lines));
  }

  /** Whether something that was printed on standard output did not get there. */
  public boolean isOutputLost() {
    return out.checkError();
  }

  /** Prints lines on standard error. */
  public void err(String lines) {
    err.println(TerminalText.lines(lines));
  }

  /** One violation as one line. */
  public static String line(Violation violation) {
    return line(violation.clause().id(), violation.pointer(), violation.detail());
  }

  /** One violation as one line, from the parts of an answer. */
  public static String line(String clause, String pointer, String detail) {
    return TerminalText.line(clause + (pointer.isEmpty() ? "" : " " + pointer) + ": " + detail);
  }

  /** For picocli, which prints the help. */
  public PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  /** For picocli. */
  public PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }
}

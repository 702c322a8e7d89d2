package dev.signalbox.standalone;

import java.util.List;
import java.util.Optional;

/** One of the program's commands, as data: what the command line and the help are made from. */
interface Command {
  String name();

  /** What it does, in a sentence or two. */
  String description();

  /** The options that it takes. */
  List<Setting<?>> settings();

  /** The operand that it takes beside its options, and what it is; or empty. */
  default Optional<Operand> operand() {
    return Optional.empty();
  }

  /** Whether all its options may also come from the environment and from a file. */
  default boolean configurable() {
    return false;
  }

  /**
   * Does it.
   *
   * @param settings the options' values
   * @param operands at most one, where the command takes one
   * @return the exit code
   */
  int run(Settings settings, List<String> operands) throws CommandFailure;

  /** What stands on the command line without a name. */
  record Operand(String label, String description) {}
}

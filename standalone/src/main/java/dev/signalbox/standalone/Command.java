package dev.signalbox.standalone;

import java.util.List;

/** One of the program's commands, as data: what the command line and the help are made from. */
interface Command {
  String name();

  /** What it does, in a sentence or two. */
  String description();

  /** The options that it takes. */
  List<Setting<?>> settings();

  /**
   * The operands that it takes beside its options, in order; each may be left out with the rest.
   */
  default List<Operand> operands() {
    return List.of();
  }

  /** Whether all its options may also come from the environment and from a file. */
  default boolean configurable() {
    return false;
  }

  /**
   * Does it.
   *
   * @param settings the options' values
   * @param operands those that were given
   * @return the exit code
   */
  int run(Settings settings, List<String> operands) throws CommandFailure;

  /** What stands on the command line without a name. */
  record Operand(String label, String description) {}
}

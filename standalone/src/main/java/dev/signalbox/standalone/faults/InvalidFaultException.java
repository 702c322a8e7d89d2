package dev.signalbox.standalone.faults;

import java.util.List;
import java.util.stream.Collectors;

/** A fault that can't be understood. The message names each member that is wrong. */
public final class InvalidFaultException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<MemberProblem> problems;

  InvalidFaultException(List<MemberProblem> problems) {
    super(problems.stream().map(MemberProblem::toString).collect(Collectors.joining(" ")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, at least one. */
  public List<MemberProblem> problems() {
    return problems;
  }

  /**
   * What is wrong with a member.
   *
   * @param pointer a JSON Pointer; empty for the whole document
   * @param detail a sentence
   */
  public record MemberProblem(String pointer, String detail) {
    @Override
    public String toString() {
      return pointer.isEmpty()
          ? detail
          : "\"" + pointer.substring(1).replace('/', '.') + "\": " + detail;
    }
  }
}

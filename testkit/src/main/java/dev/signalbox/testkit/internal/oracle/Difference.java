package dev.signalbox.testkit.internal.oracle;

/**
 * One way in which an answer is not like the recorded one.
 *
 * @param place the status, a header's name, or the body with a pointer
 * @param recorded what was recorded there
 * @param answered what the endpoint answered
 */
public record Difference(String place, String recorded, String answered) {
  /** For people. */
  public String shown() {
    return place + ": recorded " + recorded + ", answered " + answered;
  }
}

package dev.signalbox.testkit.internal.check;

/** Is told how far a run has come. */
public interface RunProgress {
  RunProgress NONE = (done, all, id) -> {};

  void at(int done, int all, String id);
}

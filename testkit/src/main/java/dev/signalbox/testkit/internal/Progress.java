package dev.signalbox.testkit.internal;

/** Is told how far a run has come. */
interface Progress {
  Progress NONE = (done, all, id) -> {};

  void at(int done, int all, String id);
}

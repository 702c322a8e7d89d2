package dev.signalbox.testkit.internal.check;

/** Is notified of how far a run has come; and why checks are not made. */
public interface RunProgress {
  RunProgress NONE = (done, all, id) -> {};

  /** Why the rest of a run is not checked. */
  String STOPPED_ANSWERING = "the server stopped answering";

  String TIME_IS_OVER = "the time for the whole run is over (--limit)";

  /** Why one check is not made. */
  String NOT_SELECTED = "not selected";

  String OURS = "decided by this project: judged with --all";

  void at(int done, int all, String id);
}

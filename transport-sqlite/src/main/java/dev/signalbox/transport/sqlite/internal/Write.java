package dev.signalbox.transport.sqlite.internal;

import java.sql.SQLException;

/** A change of the file. All methods are called by the thread that writes. */
public interface Write {
  /** Makes the change, in a transaction that is not committed yet. */
  void apply() throws SQLException;

  /** The transaction is on the disk. */
  void committed();

  /**
   * The change was not made, or can't be known to have been. It is taken back in the opposite order
   * of {@link #apply}; what was never applied fails as well.
   *
   * @param detail what happened, for a log
   * @param known whether it certainly was not made
   */
  void failed(String detail, boolean known);

  /** Whether the transaction has to be committed before the next change is looked at. */
  default boolean endsGroup() {
    return false;
  }

  /** Whether the change is made as soon as it can be, also after a failure. */
  default boolean isRepeated() {
    return false;
  }
}

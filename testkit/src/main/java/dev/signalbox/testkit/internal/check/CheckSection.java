package dev.signalbox.testkit.internal.check;

import dev.signalbox.core.Clause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The checks of one part of the contract.
 *
 * @param <T> what they observe with
 */
public abstract class CheckSection<T> {
  private final String name;
  private final List<Check<T>> checks = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  public CheckSection(String name) {
    this.name = name;
  }

  public final List<Check<T>> checks() {
    return List.copyOf(checks);
  }

  /** A check as binding as its clause. */
  public final void check(String id, String title, Check.Body<T> body) {
    add(id, Check.clause(name + "/" + id).level(), title, body);
  }

  /** A check of a detail that this project decided, in a clause that is another's. */
  public final void ours(String id, String title, Check.Body<T> body) {
    add(id, Clause.Level.OURS, title, body);
  }

  public final void check(String id, Clause.Level level, String title, Check.Body<T> body) {
    add(id, level, title, body);
  }

  private void add(String id, Clause.Level level, String title, Check.Body<T> body) {
    String whole = name + "/" + id;
    if (!ids.add(whole)) {
      throw new IllegalArgumentException("two checks have the id " + whole);
    }
    checks.add(new Check<>(whole, Check.clause(whole), level, title, prepared(body)));
  }

  /** What every check of this part does first; called while the part is made. */
  protected Check.Body<T> prepared(Check.Body<T> body) {
    return body;
  }
}

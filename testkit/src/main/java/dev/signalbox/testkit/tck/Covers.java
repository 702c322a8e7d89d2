package dev.signalbox.testkit.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Ties a test to the clause that it checks. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Covers {
  /**
   * The check's id.
   *
   * @return section, clause and name, such as {@code transport/DLV-2/concurrent-producers}
   */
  String value();
}

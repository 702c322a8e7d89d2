package dev.signalbox.standalone;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that a user can set: an option, an environment variable and a property, by one name.
 *
 * @param name as the property has it, such as {@code max-body}
 * @param kind how many values it takes
 * @param label what the help calls the value
 * @param standard the value where nobody sets it; or empty
 * @param reading reads the text of a value
 * @param description what it does, for the help
 */
record Setting<T>(
    String name,
    Kind kind,
    String label,
    Optional<String> standard,
    Reading<T> reading,
    String description) {

  /** How many values a setting takes. */
  enum Kind {
    /** One. */
    ONE,
    /** Any number. */
    MANY,
    /** True or false; the name alone means true. */
    FLAG
  }

  /** Reads a value. */
  @FunctionalInterface
  interface Reading<T> {
    /**
     * The value.
     *
     * @throws IllegalArgumentException when the text is none; the message says what is wanted
     */
    T read(String text);
  }

  private static final String PREFIX = "SIGNALBOX_";

  static <T> Setting<T> one(
      String name, String label, String standard, Reading<T> reading, String description) {
    return new Setting<>(name, Kind.ONE, label, Optional.of(standard), reading, description);
  }

  static <T> Setting<T> one(String name, String label, Reading<T> reading, String description) {
    return new Setting<>(name, Kind.ONE, label, Optional.empty(), reading, description);
  }

  static <T> Setting<T> many(String name, String label, Reading<T> reading, String description) {
    return new Setting<>(name, Kind.MANY, label, Optional.empty(), reading, description);
  }

  static Setting<Boolean> flag(String name, String description) {
    return new Setting<>(
        name, Kind.FLAG, "true|false", Optional.of("false"), Readings::bool, description);
  }

  /** The option on the command line. */
  String option() {
    return "--" + name;
  }

  /** The environment variable. */
  String variable() {
    return variable(name);
  }

  static String variable(String name) {
    return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  static boolean isVariable(String name) {
    return name.startsWith(PREFIX);
  }
}

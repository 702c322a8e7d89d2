package dev.signalbox.standalone.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options of a command that starts too often for annotations: with them picocli takes three times
 * as long to learn the options.
 */
public final class OptionList {
  private final List<OptionSpec> options = new ArrayList<>();

  /** No options yet. */
  public OptionList() {}

  /** An option that always has a value. */
  public <T> Value<T> one(
      String name,
      String label,
      String standard,
      Class<T> type,
      ITypeConverter<T> converter,
      String description) {
    return new Value<>(
        add(option(name, label, converter, description).type(type).defaultValue(standard)));
  }

  /** An option that may have a value. */
  public <T> Value<T> optional(
      String name, String label, Class<T> type, ITypeConverter<T> converter, String description) {
    return new Value<>(add(option(name, label, converter, description).type(type)));
  }

  /** An option that may be repeated. */
  public <T> Value<List<T>> many(
      String name, String label, Class<?> type, ITypeConverter<T> converter, String description) {
    return new Value<>(
        add(
            option(name, label, converter, description)
                .type(List.class)
                .auxiliaryTypes(type)
                .splitRegex(SettingDefaults.SEPARATOR)
                .hideParamSyntax(true)
                .showDefaultValue(Visibility.NEVER)));
  }

  /** An option that may be repeated, whose values are documents with commas and line ends. */
  public <T> Value<List<T>> documents(
      String name, String label, Class<?> type, ITypeConverter<T> converter, String description) {
    return new Value<>(
        add(
            option(name, label, converter, description)
                .type(List.class)
                .auxiliaryTypes(type)
                .hideParamSyntax(true)
                .showDefaultValue(Visibility.NEVER)));
  }

  /** An option that is true or false. */
  public Value<Boolean> flag(String name, String description) {
    return new Value<>(
        add(
            OptionSpec.builder(name)
                .type(Boolean.class)
                .converters(new Converters.TrueOrFalse())
                .fallbackValue("true")
                .defaultValue("false")
                .description(description)));
  }

  private static OptionSpec.Builder option(
      String name, String label, ITypeConverter<?> converter, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .arity("1")
        .converters(converter)
        .description(description);
  }

  private OptionSpec add(OptionSpec.Builder builder) {
    OptionSpec option = builder.build();
    options.add(option);
    return option;
  }

  /** Gives a command these options. */
  public void addTo(CommandSpec command) {
    options.forEach(command::addOption);
  }

  /** What an option was set to. */
  public static final class Value<T> {
    private final OptionSpec option;

    private Value(OptionSpec option) {
      this.option = option;
    }

    /** The value of an option that always has one. */
    public T get() {
      return Objects.requireNonNull(option.<T>getValue());
    }

    /** The value, where there is one. */
    public Optional<T> find() {
      return Optional.ofNullable(option.<T>getValue());
    }
  }
}

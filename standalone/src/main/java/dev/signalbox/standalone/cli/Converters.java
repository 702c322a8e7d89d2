package dev.signalbox.standalone.cli;

import dev.signalbox.core.Validated;
import dev.signalbox.core.internal.text.Text;
import dev.signalbox.sender.EndpointAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of option values. What they refuse, they refuse with the values that are allowed. */
public final class Converters {
  private Converters() {}

  /** The refusal of a value. */
  public static TypeConversionException not(String text, String wanted) {
    return new TypeConversionException("must be " + wanted + ", not " + Text.quote(text));
  }

  /** Converts {@code true} and {@code false}. */
  public static final class TrueOrFalse implements ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String text) {
      return switch (text) {
        case "true" -> true;
        case "false" -> false;
        default -> throw not(text, "true or false");
      };
    }
  }

  /** Converts a whole number within bounds. */
  public abstract static class Whole<T> implements ITypeConverter<T> {
    private final long min;
    private final long max;

    protected Whole(long min, long max) {
      this.min = min;
      this.max = max;
    }

    protected final long number(String text) {
      if (text.matches("-?[0-9]{1,19}")) {
        try {
          long value = Long.parseLong(text);
          if (value >= min && value <= max) {
            return value;
          }
        } catch (NumberFormatException tooLarge) {
          // Refused below.
        }
      }
      throw not(text, "a whole number from " + min + " to " + max);
    }
  }

  /** Converts a whole number that fits an int. */
  public abstract static class Int extends Whole<Integer> {
    protected Int(int min, int max) {
      super(min, max);
    }

    @Override
    public Integer convert(String text) {
      return (int) number(text);
    }
  }

  /** Converts a TCP port; 0 is any free one. */
  public static final class Port extends Int {
    /** For picocli. */
    public Port() {
      super(0, 65_535);
    }
  }

  /** Converts a number of one or more. */
  public static final class Count extends Int {
    /** For picocli. */
    public Count() {
      super(1, Integer.MAX_VALUE);
    }
  }

  /** Converts a number of none or more. */
  public static final class CountOrNone extends Int {
    /** For picocli. */
    public CountOrNone() {
      super(0, Integer.MAX_VALUE);
    }
  }

  /** Converts the size of a body. */
  public static final class BodySize extends Int {
    /** For picocli. */
    public BodySize() {
      super(1, 1 << 30);
    }
  }

  /** Converts a whole number that fits a long. */
  public static class WholeLong extends Whole<Long> {
    public WholeLong(long min, long max) {
      super(min, max);
    }

    @Override
    public Long convert(String text) {
      return number(text);
    }
  }

  /** Converts a number of bytes, one or more. */
  public static final class Bytes extends WholeLong {
    /** For picocli. */
    public Bytes() {
      super(1, Long.MAX_VALUE);
    }
  }

  /** Converts a number of bytes or milliseconds, which may be 0. */
  public static final class NotNegative extends WholeLong {
    /** For picocli. */
    public NotNegative() {
      super(0, Long.MAX_VALUE);
    }
  }

  /** Converts seconds within bounds. */
  public abstract static class Seconds extends Whole<Duration> {
    protected Seconds(long min, long max) {
      super(min, max);
    }

    @Override
    public Duration convert(String text) {
      return Duration.ofSeconds(number(text));
    }
  }

  /** Converts a time of at most a day, which may be 0. */
  public static final class UpToADay extends Seconds {
    /** For picocli. */
    public UpToADay() {
      super(0, 86_400);
    }
  }

  /** Converts a time from a second to a day. */
  public static final class ADayAtMost extends Seconds {
    /** For picocli. */
    public ADayAtMost() {
      super(1, 86_400);
    }
  }

  /** Converts a time from a second to a year. */
  public static final class AYearAtMost extends Seconds {
    /** For picocli. */
    public AYearAtMost() {
      super(1, 365L * 86_400);
    }
  }

  /** Converts a path of the file system. */
  public static final class FilePath implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException invalid) {
        throw not(text, "a path");
      }
    }
  }

  /** Converts {@code NAME=VALUE}. */
  public static final class NameAndValue implements ITypeConverter<Map.Entry<String, String>> {
    @Override
    public Map.Entry<String, String> convert(String text) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw not(text, "NAME=VALUE");
      }
      return Map.entry(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
  }

  /** The value; what is wrong with it otherwise. */
  public static <T> T valid(Validated<T> checked) {
    if (checked instanceof Validated.Valid<T> valid) {
      return valid.value();
    }
    var violation = checked.violations().get(0);
    throw new TypeConversionException(violation.clause().id() + ": " + violation.detail());
  }

  /** Converts the address of an endpoint, with or without {@code /telephony/v1} at its end. */
  public static final class EndpointUrl implements ITypeConverter<EndpointAddress> {
    /** Where the server listens by default. */
    public static final String DEFAULT = "http://127.0.0.1:8080";

    @Override
    public EndpointAddress convert(String text) {
      try {
        return EndpointAddress.parse(text);
      } catch (IllegalArgumentException wrong) {
        throw not(text, "a URL such as " + DEFAULT);
      }
    }
  }

  /** Converts the name of a constant, whatever its case. */
  public abstract static class Constant<E extends Enum<E>> implements ITypeConverter<E> {
    private final Class<E> type;

    protected Constant(Class<E> type) {
      this.type = type;
    }

    @Override
    public E convert(String text) {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(text)) {
          return constant;
        }
      }
      throw not(
          text,
          Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" or ")));
    }
  }
}

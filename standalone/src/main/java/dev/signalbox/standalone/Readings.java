package dev.signalbox.standalone;

import dev.signalbox.rules.WebhookHandler;
import dev.signalbox.sender.EndpointAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the texts of values are read. */
final class Readings {
  private Readings() {}

  static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw not(text, "true or false");
    };
  }

  static Setting.Reading<Integer> integer(int min, int max) {
    Setting.Reading<Long> reading = whole(min, max);
    return text -> Math.toIntExact(reading.read(text));
  }

  static Setting.Reading<Long> whole(long min, long max) {
    return text -> {
      String wanted = "a whole number from " + min + " to " + max;
      if (!text.matches("-?[0-9]{1,19}")) {
        throw not(text, wanted);
      }
      long value;
      try {
        value = Long.parseLong(text);
      } catch (NumberFormatException overflow) {
        throw not(text, wanted);
      }
      if (value < min || value > max) {
        throw not(text, wanted);
      }
      return value;
    };
  }

  static Setting.Reading<Duration> seconds(long min, long max) {
    Setting.Reading<Long> reading = whole(min, max);
    return text -> Duration.ofSeconds(reading.read(text));
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException invalid) {
      throw not(text, "a path");
    }
  }

  static String operatorToken(String text) {
    if (text.length() < 16) {
      // Not as the others tell it: a message must not show a token.
      throw new IllegalArgumentException("must have 16 characters or more");
    }
    return text;
  }

  static URI webhook(String text) {
    try {
      URI url = new URI(text);
      WebhookHandler.builder(url);
      return url;
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw not(text, "an absolute http or https URL");
    }
  }

  /** An endpoint's address. */
  static URI endpoint(String text) {
    try {
      return EndpointAddress.of(new URI(text)).base();
    } catch (URISyntaxException malformed) {
      throw not(text, "a URL such as https://MyDomain.my.salesforce-scrt.com");
    }
  }

  static Setting.Reading<String> oneOf(String... words) {
    return text -> {
      if (!List.of(words).contains(text)) {
        throw not(text, String.join(" or ", words));
      }
      return text;
    };
  }

  /** A constant by its name, whatever its case. */
  static <E extends Enum<E>> Setting.Reading<E> constant(Class<E> type) {
    return text -> {
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
    };
  }

  static IllegalArgumentException not(String text, String wanted) {
    return new IllegalArgumentException("must be " + wanted + ", not \"" + text + "\"");
  }
}

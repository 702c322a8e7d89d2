package dev.signalbox.testkit.internal.oracle;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces phone numbers, e-mail addresses and spoken words. The same number becomes the same
 * replacement, so that a recording still shows which are equal. Thread-safe.
 */
public final class PersonalData {
  /** How many replacements are remembered; later numbers all become the same one. */
  private static final int MAX_NUMBERS = 10_000;

  private static final Pattern PHONE = Pattern.compile("\\+[0-9](?:[ .()-]{0,2}[0-9]){6,14}");
  private static final Pattern EMAIL =
      Pattern.compile("[\\w.+-]{1,64}+@[\\w-]{1,63}+(?:\\.[\\w-]{1,63}+){1,8}");
  private static final Set<String> PHONE_NAMES =
      Set.of("to", "from", "dialednumber", "callbacknumber", "phonenumber", "callernumber");
  private static final Set<String> SPOKEN = Set.of("content", "transcript");

  private final Map<String, String> numbers = new HashMap<>();

  /** Replaces nothing yet. */
  public PersonalData() {}

  /** A text with replacements. */
  public String replaced(String text) {
    String clean =
        SecretRemover.jsonValues(text, false, PersonalData::isSpoken, value -> "(redacted)");
    clean = SecretRemover.xmlValues(clean, PersonalData::isSpoken, value -> "(redacted)");
    clean = SecretRemover.jsonValues(clean, false, PersonalData::isPhone, this::numberIn);
    clean = SecretRemover.xmlValues(clean, PersonalData::isPhone, this::numberIn);
    clean =
        PHONE.matcher(clean).replaceAll(match -> Matcher.quoteReplacement(number(match.group())));
    return EMAIL.matcher(clean).replaceAll("name@example.com");
  }

  private static boolean isSpoken(String name) {
    return SPOKEN.contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean isPhone(String name) {
    return PHONE_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  private String numberIn(String value) {
    return value.chars().filter(c -> c >= '0' && c <= '9').count() >= 5 ? number(value) : value;
  }

  private synchronized String number(String phone) {
    String digits = phone.replaceAll("[^0-9]", "");
    if (digits.startsWith("1555010")) {
      return "+" + digits;
    }
    String known = numbers.get(digits);
    if (known != null) {
      return known;
    }
    String fictional = String.format("+1555010%04d", Math.min(numbers.size(), MAX_NUMBERS - 1));
    if (numbers.size() < MAX_NUMBERS) {
      numbers.put(digits, fictional);
    }
    return fictional;
  }
}

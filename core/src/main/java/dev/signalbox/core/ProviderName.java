package dev.signalbox.core;

import dev.signalbox.core.internal.text.Text;
import java.util.List;
import java.util.Optional;

/**
 * The telephony provider that sent a batch, as the header {@code Telephony-Provider-Name} gives it
 * (HDR-2).
 *
 * @param value 1 to 255 characters (code points), not blank, without control characters
 */
public record ProviderName(String value) {
  /** The most characters that a provider's name may have. */
  public static final int MAX_LENGTH = 255;

  /**
   * Checks the name.
   *
   * @param value 1 to 255 characters (code points), not blank, without control characters
   * @throws ContractViolationException with HDR-2
   */
  public ProviderName {
    if (Text.isBlank(value) || isInvalid(value)) {
      throw new ContractViolationException(List.of(violation()));
    }
  }

  /**
   * Reads a name.
   *
   * @param text what may be a name
   * @return the name; or an HDR-2 violation
   */
  public static Validated<ProviderName> parse(String text) {
    return Text.isBlank(text) || isInvalid(text)
        ? Validated.invalid(List.of(violation()))
        : Validated.valid(new ProviderName(text));
  }

  /**
   * Reads the header's value.
   *
   * @param text the value as it stands
   * @return the name, empty where the value is blank; or an HDR-2 violation
   */
  public static Validated<Optional<ProviderName>> ofHeader(String text) {
    return Text.isBlank(text) ? Validated.valid(Optional.empty()) : parse(text).map(Optional::of);
  }

  private static boolean isInvalid(String text) {
    return Text.hasControl(text) || Text.length(text) > MAX_LENGTH;
  }

  private static Violation violation() {
    return new Violation(
        Clause.HDR_2,
        "",
        "Telephony-Provider-Name must have at most "
            + MAX_LENGTH
            + " characters and no control characters; leave it out if there is no provider to name.");
  }

  @Override
  public String toString() {
    return value;
  }
}

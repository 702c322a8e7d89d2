package dev.signalbox.core;

import dev.signalbox.core.internal.text.SalesforceIds;
import dev.signalbox.core.internal.text.Text;

/**
 * A Salesforce org's id (AUTH-3). The 15- and the 18-character form name the same org, and are
 * equal. The form that was given is kept, because that is what is signed. Immutable.
 */
public final class OrgId {
  private final String value;
  private final String given;

  /**
   * An org id from either form.
   *
   * @param text 15 letters and digits that begin with {@code 00D}, or the same with its checksum
   * @throws ContractViolationException with AUTH-3, when the text is no org id or its checksum is
   *     wrong
   */
  public OrgId(String text) {
    if (!isOrgId(text)) {
      throw new ContractViolationException(invalid(text).violations());
    }
    given = text;
    value = SalesforceIds.to18(text);
  }

  /**
   * Reads an org id from either form.
   *
   * @param text what may be an org id
   * @return the id, or an AUTH-3 violation
   */
  public static Validated<OrgId> parse(String text) {
    return isOrgId(text) ? Validated.valid(new OrgId(text)) : invalid(text);
  }

  /**
   * The 18-character form, whichever was given.
   *
   * @return 18 letters and digits
   */
  public String value() {
    return value;
  }

  /**
   * The form that was given: what a token of this org says in {@code iss}.
   *
   * @return 15 or 18 letters and digits
   */
  public String asGiven() {
    return given;
  }

  private static boolean isOrgId(String text) {
    return SalesforceIds.isId(text, "00D");
  }

  private static Validated<OrgId> invalid(String text) {
    return Validated.invalid(
        Clause.AUTH_3,
        "",
        Text.quote(text)
            + " is not an org id: 15 letters and digits beginning with 00D, or the same with its"
            + " three-character checksum.");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrgId id && id.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /**
   * The 18-character form.
   *
   * @return 18 letters and digits
   */
  @Override
  public String toString() {
    return value;
  }
}

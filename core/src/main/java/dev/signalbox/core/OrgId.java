package dev.signalbox.core;

import dev.signalbox.core.internal.SalesforceIds;
import dev.signalbox.core.internal.Text;

/**
 * A Salesforce org's id (AUTH-3). The 15- and the 18-character form name the same org; this type
 * holds the 18-character one, whichever it was made from.
 *
 * @param value 18 letters and digits, beginning with {@code 00D}
 */
public record OrgId(String value) {
  /**
   * An org id from either form.
   *
   * @param value see the component
   * @throws ContractViolationException with AUTH-3, when the text is no org id or its checksum is
   *     wrong
   */
  public OrgId {
    if (!isOrgId(value)) {
      throw new ContractViolationException(invalid(value).violations());
    }
    value = SalesforceIds.to18(value);
  }

  /**
   * Reads an org id from either form.
   *
   * @param text what may be an org id
   * @return the id, or an AUTH-3 violation
   */
  public static Checked<OrgId> parse(String text) {
    return isOrgId(text) ? Checked.valid(new OrgId(text)) : invalid(text);
  }

  private static boolean isOrgId(String text) {
    return SalesforceIds.isId(text, "00D");
  }

  private static Checked<OrgId> invalid(String text) {
    return Checked.invalid(
        Clause.AUTH_3,
        "",
        Text.quote(text)
            + " is not an org id: 15 letters and digits beginning with 00D, or the same with its"
            + " three-character checksum.");
  }

  @Override
  public String toString() {
    return value;
  }
}

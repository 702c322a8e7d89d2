package dev.signalbox.core;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A call center of an org: the scope of every key (CALL-4), named by a token's {@code iss} and
 * {@code sub} (AUTH-3).
 *
 * @param orgId the org
 * @param apiName the call center's API name; case-sensitive, not blank
 */
public record CallCenterId(OrgId orgId, String apiName) {
  /**
   * Checks the name.
   *
   * @param orgId the org
   * @param apiName the call center's API name; case-sensitive, not blank
   * @throws ContractViolationException with AUTH-3, when the name is blank, over 255 characters, or
   *     has control characters
   */
  public CallCenterId {
    Objects.requireNonNull(orgId, "orgId");
    Optional<Violation> violation = ContractChecks.callCenterName(apiName);
    if (violation.isPresent()) {
      throw new ContractViolationException(List.of(violation.get()));
    }
  }

  /**
   * A call center by the texts that name it.
   *
   * @param orgId the org's id, in either form
   * @param apiName the call center's API name
   * @return the call center
   * @throws ContractViolationException with AUTH-3
   */
  public static CallCenterId of(String orgId, String apiName) {
    return new CallCenterId(new OrgId(orgId), apiName);
  }

  @Override
  public String toString() {
    return orgId + "/" + apiName;
  }
}

package dev.signalbox.standalone.identity;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.Validated;
import dev.signalbox.standalone.cli.Converters;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A call center as the command line names it: {@code ORG:API_NAME:FILE.pem} (AUTH-3).
 *
 * @param id the org and the API name
 * @param file holds its key
 */
public record CallCenterOption(CallCenterId id, Path file) implements CallCenterChoice {
  /** How the help shows one. */
  public static final String LABEL = "ORG:API_NAME:FILE.pem";

  /** Converts {@code ORG:API_NAME:FILE.pem}. */
  public static final class WithKey implements ITypeConverter<CallCenterOption> {
    @Override
    public CallCenterOption convert(String text) {
      String[] parts = text.split(":", 3);
      if (parts.length < 3 || parts[2].isBlank()) {
        throw Converters.not(text, LABEL);
      }
      return new CallCenterOption(
          id(org(parts[0]), parts[1]), new Converters.FilePath().convert(parts[2]));
    }
  }

  /** Converts {@code ORG:API_NAME:FILE.pem}, or an API name alone, which is for development. */
  public static final class WithKeyOrName implements ITypeConverter<CallCenterChoice> {
    @Override
    public CallCenterChoice convert(String text) {
      return text.isBlank() || text.contains(":") ? new WithKey().convert(text) : new ApiName(text);
    }
  }

  /** Converts {@code ORG:API_NAME}. */
  public static final class Named implements ITypeConverter<CallCenterId> {
    @Override
    public CallCenterId convert(String text) {
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw Converters.not(text, "ORG:API_NAME");
      }
      return id(org(text.substring(0, colon)), text.substring(colon + 1));
    }
  }

  /** Converts an org id. */
  public static final class Org implements ITypeConverter<OrgId> {
    @Override
    public OrgId convert(String text) {
      return org(text);
    }
  }

  private static OrgId org(String text) {
    Validated<OrgId> org = OrgId.parse(text);
    if (org instanceof Validated.Valid<OrgId> valid) {
      return valid.value();
    }
    throw new TypeConversionException(org.violations().get(0).detail());
  }

  /** The call center of an org; picocli's exception where there can be none. */
  public static CallCenterId id(OrgId org, String apiName) {
    try {
      return new CallCenterId(org, apiName);
    } catch (ContractViolationException invalid) {
      throw new TypeConversionException(invalid.violations().get(0).detail());
    }
  }
}

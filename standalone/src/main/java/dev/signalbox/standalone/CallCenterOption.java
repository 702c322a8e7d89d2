package dev.signalbox.standalone;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ContractViolationException;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.Validated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A call center as the command line names it: {@code ORG:API_NAME:FILE.pem} (AUTH-3).
 *
 * @param id the org and the API name
 * @param file holds its key
 */
record CallCenterOption(CallCenterId id, Path file) {
  static final String LABEL = "ORG:API_NAME:FILE.pem";

  static CallCenterOption read(String text) {
    String[] parts = text.split(":", 3);
    if (parts.length < 3 || parts[2].isBlank()) {
      throw Readings.not(text, LABEL);
    }
    return new CallCenterOption(id(parts[0], parts[1]), Readings.path(parts[2]));
  }

  /** Checks an {@code ORG:API_NAME}. */
  static String named(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw Readings.not(text, "ORG:API_NAME");
    }
    id(text.substring(0, colon), text.substring(colon + 1));
    return text;
  }

  static OrgId org(String text) {
    Validated<OrgId> org = OrgId.parse(text);
    if (org instanceof Validated.Valid<OrgId> valid) {
      return valid.value();
    }
    throw new IllegalArgumentException(org.violations().get(0).detail());
  }

  static CallCenterId id(String org, String apiName) {
    return id(org(org), apiName);
  }

  static CallCenterId id(OrgId org, String apiName) {
    try {
      return new CallCenterId(org, apiName);
    } catch (ContractViolationException invalid) {
      throw new IllegalArgumentException(invalid.violations().get(0).detail(), invalid);
    }
  }

  /**
   * Reads a key.
   *
   * @param parser throws IllegalArgumentException when the PEM text holds none
   */
  static <T> T key(Path file, Function<String, T> parser) throws CommandFailure {
    return key(file, parser, "");
  }

  /** The same, with advice for a file that holds no key. */
  static <T> T key(Path file, Function<String, T> parser, String advice) throws CommandFailure {
    try {
      // PEM is ASCII; whatever else stands around it must not keep it from being read.
      return parser.apply(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw CommandFailure.failure("the key " + file + " can't be read: " + Reasons.of(e));
    } catch (IllegalArgumentException noKey) {
      throw CommandFailure.failure(
          "the key " + file + " can't be used: " + noKey.getMessage() + advice);
    }
  }
}

package dev.signalbox.core.format;

import dev.signalbox.core.internal.text.Text;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The choices that the contract leaves to the operator of an endpoint, as far as they concern a
 * body.
 *
 * @param profile the version of the vendor's page (BODY-2)
 * @param services the only services allowed; empty for what the profile allows (BODY-2)
 * @param ordering what becomes of unsorted batches (EVT-4)
 * @param strict whether a voice call's record has to have all that the vendor requires (CALL-1)
 */
public record ContractOptions(
    Profile profile, Set<String> services, Ordering ordering, boolean strict) {
  /** The largest body by default, in bytes: 1 MiB (BODY-4). */
  public static final int DEFAULT_MAX_BODY = 1 << 20;

  /** Profile v67, any service, unsorted batches refused. */
  public static final ContractOptions STANDARD =
      new ContractOptions(Profile.V67, Set.of(), Ordering.REJECT, false);

  /**
   * Takes the profile's services where none are given.
   *
   * @param profile see the component
   * @param services see the component
   * @param ordering what becomes of unsorted batches
   * @param strict whether a record has to have all that the vendor requires
   * @throws IllegalArgumentException when a service is given that the profile does not allow, or
   *     one that no batch can name: blank, or with characters that XML has not (BODY-1, EVT-2)
   */
  public ContractOptions {
    Objects.requireNonNull(ordering, "ordering");
    if (services.isEmpty()) {
      services = profile.services();
    } else if (!profile.services().isEmpty() && !profile.services().containsAll(services)) {
      throw new IllegalArgumentException(
          "BODY-2: profile "
              + profile
              + " allows only the service "
              + String.join(", ", profile.services())
              + ", not "
              + String.join(", ", new TreeSet<>(services))
              + ".");
    }
    for (String service : services) {
      if (Text.isBlank(service) || !Text.isXmlText(service)) {
        throw new IllegalArgumentException(
            "BODY-1: no batch can name a service that is blank or has characters that XML has not.");
      }
    }
    services = Set.copyOf(services);
  }

  /**
   * Options that are not strict.
   *
   * @param profile the version of the vendor's page (BODY-2)
   * @param services the only services allowed; empty for what the profile allows (BODY-2)
   * @param ordering what becomes of unsorted batches (EVT-4)
   * @throws IllegalArgumentException when a service can't be allowed
   */
  public ContractOptions(Profile profile, Set<String> services, Ordering ordering) {
    this(profile, services, ordering, false);
  }

  /**
   * These options with another choice of strictness.
   *
   * @param strict whether a voice call's record has to have all that the vendor requires (CALL-1)
   * @return the options
   */
  public ContractOptions withStrict(boolean strict) {
    return new ContractOptions(profile, services, ordering, strict);
  }
}

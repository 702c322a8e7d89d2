package dev.signalbox.core.format;

import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventType;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import dev.signalbox.core.internal.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The choices that the contract leaves to the operator of an endpoint, as far as they concern a
 * body.
 *
 * @param profile the version of the vendor's page (BODY-2)
 * @param services the only services allowed; empty for what the profile allows (BODY-2)
 * @param ordering what becomes of unsorted batches (EVT-4)
 * @param strict whether a voice call's record has to have all that the vendor requires (CALL-1)
 * @since 0.2.0
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
   * @param profile the version of the vendor's page (BODY-2)
   * @param services the only services allowed; empty for what the profile allows (BODY-2)
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

  /**
   * Checks a batch against these choices. What every contract asks of a batch, its type has checked
   * already. The violations are those that {@link BatchValidator} reports for the same batch in a
   * document.
   *
   * @param batch a batch
   * @return all violations of BODY-2, the first {@value Validated#MAX_VIOLATIONS}; empty when an
   *     endpoint with these choices accepts the batch
   */
  public List<Violation> check(EventBatch batch) {
    List<Violation> violations = new ArrayList<>(0);
    checkService(batch.service()).ifPresent(violations::add);
    List<ConversationEvent> events = batch.events();
    for (int i = 0; i < events.size() && violations.size() < Validated.MAX_VIOLATIONS; i++) {
      checkType(events.get(i).type(), "/events/" + i).ifPresent(violations::add);
    }
    return violations;
  }

  /**
   * Checks the size of a body (BODY-4).
   *
   * @param subject what the body carries, for the message, such as "The batch"
   * @param bytes how large the body is
   * @param maxBody the largest body that the endpoint accepts, in bytes
   * @return a violation, or empty
   */
  public static Optional<Violation> checkSize(String subject, long bytes, int maxBody) {
    return bytes <= maxBody
        ? Optional.empty()
        : Optional.of(
            new Violation(
                Clause.BODY_4,
                "",
                subject
                    + " makes a body of "
                    + bytes
                    + " bytes; the endpoint accepts at most "
                    + maxBody
                    + "."));
  }

  /** BODY-2, for a service that BODY-1 allows. */
  Optional<Violation> checkService(String service) {
    return services.isEmpty() || services.contains(service)
        ? Optional.empty()
        : Optional.of(
            new Violation(
                Clause.BODY_2,
                "/service",
                "The service "
                    + Text.quote(service)
                    + " is not allowed here; allowed: "
                    + services.stream().sorted().collect(Collectors.joining(", "))
                    + "."));
  }

  /** BODY-2, for a type that the contract knows. */
  Optional<Violation> checkType(EventType type, String event) {
    return profile.types().contains(type)
        ? Optional.empty()
        : Optional.of(
            new Violation(
                Clause.BODY_2,
                event + "/type",
                "The type "
                    + type.wireName()
                    + " is not allowed here; allowed: "
                    + allowedTypes()
                    + "."));
  }

  String allowedTypes() {
    return profile.types().stream()
        .map(EventType::wireName)
        .sorted()
        .collect(Collectors.joining(" or "));
  }
}

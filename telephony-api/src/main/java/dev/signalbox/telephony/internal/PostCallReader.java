package dev.signalbox.telephony.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads events that are sent after a call (SIB-4). */
public final class PostCallReader {
  private static final Set<String> TYPES =
      Set.of("IntelligenceSignal__Sentiment", "IntelligenceSignal__OverallSentimentScore");

  private PostCallReader() {}

  /** The service, and its events as they came. */
  public record PostCallEvents(String service, List<DocumentValue> events) {}

  /** The events of a document. */
  public static Validated<PostCallEvents> events(
      Map<String, DocumentValue> document, boolean typed) {
    RequiredProperties required = new RequiredProperties(Clause.SIB_4, typed);
    Optional<String> service = required.text(document, "", "service");
    List<DocumentValue> events = required.list(document, "", "events", Integer.MAX_VALUE);
    for (int i = 0; i < events.size(); i++) {
      String at = "/events/" + i;
      required
          .object(events.get(i), at)
          .ifPresent(
              event -> {
                if (Optional.ofNullable(event.get("type"))
                    .flatMap(DocumentValue::asText)
                    .filter(TYPES::contains)
                    .isEmpty()) {
                  required.report(
                      at + "/type",
                      "The type must be IntelligenceSignal__Sentiment or"
                          + " IntelligenceSignal__OverallSentimentScore.");
                }
                required.text(event, at, "value");
              });
    }
    return service.isPresent() && required.isValid()
        ? Validated.valid(new PostCallEvents(service.get(), events))
        : Validated.invalid(required.violations());
  }
}

package dev.signalbox.telephony.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.telephony.model.SenderType;
import dev.signalbox.telephony.model.TranscriptMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads messages (SIB-2, SIB-3). */
public final class MessageReader {
  private static final int MAX_ENTRIES = 5;
  private static final int MAX_MESSAGES = 5;

  private MessageReader() {}

  /** The messages of one call. */
  public record Entry(VendorCallKey key, List<TranscriptMessage> messages) {}

  /** The one message of SIB-2. */
  public static Validated<TranscriptMessage> message(
      Map<String, DocumentValue> document, boolean typed) {
    RequiredProperties required = new RequiredProperties(Clause.SIB_2, typed);
    Optional<TranscriptMessage> message = message(document, "", required);
    return message.isPresent() && required.isValid()
        ? Validated.valid(message.get())
        : Validated.invalid(required.violations());
  }

  /** The entries of SIB-3. */
  public static Validated<List<Entry>> entries(Map<String, DocumentValue> document, boolean typed) {
    RequiredProperties required = new RequiredProperties(Clause.SIB_3, typed);
    List<Entry> entries = new ArrayList<>();
    int i = 0;
    for (DocumentValue element : required.list(document, "", "entries", MAX_ENTRIES)) {
      String at = "/entries/" + i++;
      required
          .object(element, at)
          .flatMap(entry -> entry(entry, at, required))
          .ifPresent(entries::add);
    }
    return required.isValid() ? Validated.valid(entries) : Validated.invalid(required.violations());
  }

  private static Optional<Entry> entry(
      Map<String, DocumentValue> entry, String at, RequiredProperties required) {
    Optional<VendorCallKey> key =
        required
            .text(entry, at, "vendorCallKey")
            .flatMap(
                text -> {
                  Validated<VendorCallKey> read = VendorCallKey.parse(text, at + "/vendorCallKey");
                  read.violations().forEach(required::report);
                  return read.isValid() ? Optional.of(read.orThrow()) : Optional.empty();
                });
    List<TranscriptMessage> messages = new ArrayList<>();
    int i = 0;
    for (DocumentValue element : required.list(entry, at, "messages", MAX_MESSAGES)) {
      String place = at + "/messages/" + i++;
      required
          .object(element, place)
          .flatMap(message -> message(message, place, required))
          .ifPresent(messages::add);
    }
    return key.map(found -> new Entry(found, messages));
  }

  private static Optional<TranscriptMessage> message(
      Map<String, DocumentValue> document, String at, RequiredProperties required) {
    Optional<String> participant = required.text(document, at, "participantId");
    Optional<String> id = required.text(document, at, "messageId");
    OptionalLong start = required.millis(document, at, "startTime");
    OptionalLong end = required.millis(document, at, "endTime");
    if (start.isPresent() && end.isPresent() && end.getAsLong() < start.getAsLong()) {
      required.report(at + "/endTime", "The endTime is before the startTime.");
    }
    Optional<String> content = required.text(document, at, "content");
    Optional<SenderType> sender = required.constant(document, at, "senderType", SenderType.class);
    if (participant.isEmpty()
        || id.isEmpty()
        || start.isEmpty()
        || end.isEmpty()
        || content.isEmpty()
        || sender.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TranscriptMessage(
            id.get(),
            participant.get(),
            sender.get(),
            start.getAsLong(),
            end.getAsLong(),
            content.get()));
  }
}

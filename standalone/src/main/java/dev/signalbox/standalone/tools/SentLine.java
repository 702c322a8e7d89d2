package dev.signalbox.standalone.tools;

import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.core.format.RawBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A line of an input of JSON lines: a batch as the contract has it, a single event, or a line that
 * the server has printed. The first two name their call by {@code vendorCallKey}, unless one is
 * given for all.
 *
 * @param key the call
 * @param batch what is to be sent, in order
 * @param recordedAt when the server received it, in milliseconds; otherwise when its last event
 *     began
 */
record SentLine(VendorCallKey key, EventBatch batch, long recordedAt) {
  /** A stranger's file need not be sorted: the sender sorts. */
  private static final BatchValidator VALIDATOR =
      new BatchValidator(new ContractOptions(Profile.V67, Set.of(), Ordering.SORT));

  private static final String KEY = "vendorCallKey";

  /**
   * What lines leave out.
   *
   * @param key their call; or empty
   * @param service the intelligence source of single events
   * @param persist of single events
   * @param now the start time of events that have none
   */
  record Defaults(
      Optional<VendorCallKey> key, String service, Optional<Boolean> persist, LongSupplier now) {}

  /** Reads a line; or says all that is wrong with it. */
  static Validated<SentLine> read(byte[] line, Defaults defaults) {
    return JsonFormat.INSTANCE
        .readObject(line, "The line")
        .flatMap(members -> read(members, defaults));
  }

  private static Validated<SentLine> read(Map<String, DocumentValue> members, Defaults defaults) {
    if (members.get("type") instanceof DocumentValue.Text type
        && type.value().equals("INTELLIGENCE_SIGNAL")) {
      return JsonFormat.INSTANCE
          .readToolkitEvent(members)
          .map(
              batch ->
                  new SentLine(
                      batch.conversation().firstKey(),
                      batch.batch(),
                      batch.receivedAt().toEpochMilli()));
    }
    Validated<EventBatch> batch =
        VALIDATOR.validate(
            RawBatch.of(members.containsKey("events") ? members : around(members, defaults)));
    Validated<VendorCallKey> key = key(members, defaults);
    if (key instanceof Validated.Valid<VendorCallKey> valid) {
      return batch.map(events -> new SentLine(valid.value(), events, lastStart(events)));
    }
    return Validated.invalid(
        Stream.concat(key.violations().stream(), batch.violations().stream())
            .limit(Validated.MAX_VIOLATIONS)
            .toList());
  }

  private static long lastStart(EventBatch batch) {
    return batch.events().get(batch.events().size() - 1).startTime();
  }

  /** A batch around a single event. */
  private static Map<String, DocumentValue> around(
      Map<String, DocumentValue> event, Defaults defaults) {
    Map<String, DocumentValue> started = new LinkedHashMap<>(event);
    if (!event.isEmpty()) {
      started.putIfAbsent(
          "startTime", new DocumentValue.Numeral(Long.toString(defaults.now().getAsLong())));
    }
    Map<String, DocumentValue> batch = new LinkedHashMap<>();
    batch.put(
        "service",
        event.get("service") instanceof DocumentValue.Text own
            ? own
            : new DocumentValue.Text(defaults.service()));
    if (event.containsKey("persist")) {
      batch.put("persist", event.get("persist"));
    } else {
      defaults.persist().ifPresent(p -> batch.put("persist", new DocumentValue.Bool(p)));
    }
    batch.put("events", new DocumentValue.Sequence(List.of(new DocumentValue.Structure(started))));
    return batch;
  }

  private static Validated<VendorCallKey> key(
      Map<String, DocumentValue> members, Defaults defaults) {
    DocumentValue key = members.get(KEY);
    if (key instanceof DocumentValue.Text text) {
      return VendorCallKey.parse(text.value(), "/" + KEY);
    }
    if (key == null && defaults.key().isPresent()) {
      return Validated.valid(defaults.key().get());
    }
    return Validated.invalid(
        List.of(
            new Violation(
                Clause.KEY_1,
                "/" + KEY,
                "The line does not say which voice call it is of: give it a vendorCallKey, or all"
                    + " lines one by --call.")));
  }
}

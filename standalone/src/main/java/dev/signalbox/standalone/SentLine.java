package dev.signalbox.standalone;

import dev.signalbox.core.BatchValidator;
import dev.signalbox.core.Checked;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Contract;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.JsonForm;
import dev.signalbox.core.Ordering;
import dev.signalbox.core.Profile;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.RawValue;
import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of an input of JSON lines: a batch as the contract has it, a single event, or a line that
 * the server has printed. The first two name their call by {@code vendorCallKey}, unless one is
 * given for all.
 *
 * @param key the call
 * @param batch what is to be sent, in order
 */
record SentLine(VendorCallKey key, EventBatch batch) {
  /** A stranger's file need not be sorted: the sender sorts. */
  private static final BatchValidator VALIDATOR =
      new BatchValidator(new Contract(Profile.V67, Set.of(), Ordering.SORT));

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
  static Checked<SentLine> read(byte[] line, Defaults defaults) {
    return JsonForm.INSTANCE.readObject(line).then(members -> read(line, members, defaults));
  }

  private static Checked<SentLine> read(
      byte[] line, Map<String, RawValue> members, Defaults defaults) {
    String text = new String(line, StandardCharsets.UTF_8).strip();
    if (is(members.get("type"), "INTELLIGENCE_SIGNAL")) {
      Checked<DeliveredBatch> printed = JsonForm.INSTANCE.readToolkitEvent(text);
      return printed.then(
          batch -> Checked.valid(new SentLine(batch.conversation().firstKey(), batch.batch())));
    }
    Checked<EventBatch> batch =
        members.containsKey("events")
            ? batch(line)
            : batch(wrapped(text, members, defaults).getBytes(StandardCharsets.UTF_8));
    Checked<VendorCallKey> key = key(members, defaults);
    if (key instanceof Checked.Valid<VendorCallKey> valid) {
      return batch.then(events -> Checked.valid(new SentLine(valid.value(), events)));
    }
    return Checked.invalid(
        Stream.concat(key.violations().stream(), batch.violations().stream())
            .limit(Checked.MAX_VIOLATIONS)
            .toList());
  }

  private static Checked<EventBatch> batch(byte[] document) {
    return JsonForm.INSTANCE.readBatch(document).then(VALIDATOR::validate);
  }

  /** A batch around a single event. */
  private static String wrapped(String event, Map<String, RawValue> members, Defaults defaults) {
    RawValue own = members.get("service");
    String service = own != null && own.isText() ? own.text() : defaults.service();
    RawValue persist = members.get("persist");
    String started =
        members.containsKey("startTime") || members.isEmpty()
            ? event
            : "{\"startTime\":" + defaults.now().getAsLong() + "," + event.substring(1);
    return "{\"service\":"
        + Json.createValue(service)
        + (persist != null
            ? ",\"persist\":" + persist.text()
            : defaults.persist().map(p -> ",\"persist\":" + p).orElse(""))
        + ",\"events\":["
        + started
        + "]}";
  }

  private static Checked<VendorCallKey> key(Map<String, RawValue> members, Defaults defaults) {
    RawValue key = members.get(KEY);
    if (key != null && key.isText()) {
      return VendorCallKey.parse(key.text(), "/" + KEY);
    }
    if (key == null && defaults.key().isPresent()) {
      return Checked.valid(defaults.key().get());
    }
    return Checked.invalid(
        List.of(
            new Violation(
                Clause.KEY_1,
                "/" + KEY,
                "The line does not say which voice call it is of: give it a vendorCallKey, or all"
                    + " lines one by --call.")));
  }

  private static boolean is(@Nullable RawValue value, String text) {
    return value != null && value.isText() && value.text().equals(text);
  }
}

package dev.signalbox.standalone.tools;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.standalone.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The two shapes in which Amazon Connect Contact Lens hands out what it found, made into the lines
 * that {@code send} sends: real-time segments, whose matched categories are signals, and the event
 * "Contact Lens Realtime Rules Matched" of EventBridge, whose rule is one.
 */
enum ContactLensFormat {
  /** Real-time segments, as a stream or the API gives them. */
  CONTACT_LENS {
    @Override
    Optional<Map<String, DocumentValue>> line(Map<String, DocumentValue> document, long now) {
      Optional<String> contact = text(document, "ContactId");
      List<DocumentValue> events = new ArrayList<>();
      for (DocumentValue segment : list(document.get("Segments"))) {
        Map<String, DocumentValue> categories = members(members(segment).get("Categories"));
        Map<String, DocumentValue> details = members(categories.get("MatchedDetails"));
        for (DocumentValue category : list(categories.get("MatchedCategories"))) {
          category
              .asText()
              .ifPresent(name -> events.add(event(name, now, offsets(details.get(name)))));
        }
      }
      return events.isEmpty() ? Optional.empty() : Optional.of(batch(contact, events));
    }

    private Optional<Map<String, DocumentValue>> offsets(@Nullable DocumentValue detail) {
      return list(members(detail).get("PointsOfInterest")).stream()
          .map(ContactLensFormat::members)
          .filter(p -> p.containsKey("BeginOffsetMillis") && p.containsKey("EndOffsetMillis"))
          .map(
              p ->
                  Map.of(
                      "BeginOffsetMillis", p.get("BeginOffsetMillis"),
                      "EndOffsetMillis", p.get("EndOffsetMillis")))
          .findFirst();
    }
  },

  /** The event of EventBridge. */
  EVENTBRIDGE {
    @Override
    Optional<Map<String, DocumentValue>> line(Map<String, DocumentValue> document, long now) {
      Map<String, DocumentValue> detail = members(document.get("detail"));
      Optional<String> rule = text(detail, "ruleName");
      Optional<String> contact =
          text(detail, "contactArn").map(arn -> arn.substring(arn.lastIndexOf('/') + 1));
      long time = text(document, "time").map(t -> millis(t, now)).orElse(now);
      return rule.map(name -> batch(contact, List.of(event(name, time, Optional.empty()))));
    }
  };

  private static final String SERVICE = "AmazonConnectContactLens";

  /** A line for {@code send}; empty where the document has no signal. */
  abstract Optional<Map<String, DocumentValue>> line(Map<String, DocumentValue> document, long now);

  /**
   * The lines of a file that has one document, or one on each line. A document without a signal is
   * named on the terminal, and so is one that can't be read, which is handed on to be refused.
   */
  LineReader lines(LineReader file, LongSupplier clock, Terminal terminal) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    byte[] first = file.next().orElse(new byte[0]);
    LineReader rest = file.after(first);
    if (!JsonFormat.INSTANCE.readObject(first).isValid()) {
      add(rest.rest(), 1, clock, terminal, lines);
    } else {
      long number = 0;
      for (Optional<byte[]> line = rest.next(); line.isPresent(); line = rest.next()) {
        add(line.get(), ++number, clock, terminal, lines);
      }
    }
    return new LineReader(new ByteArrayInputStream(lines.toByteArray()));
  }

  private void add(
      byte[] document,
      long number,
      LongSupplier clock,
      Terminal terminal,
      ByteArrayOutputStream lines) {
    if (LinesSending.isBlank(document)) {
      return;
    }
    Validated<Map<String, DocumentValue>> read =
        JsonFormat.INSTANCE.readObject(document, "Document " + number);
    if (!read.isValid()) {
      read.violations().forEach(violation -> terminal.err(Terminal.line(violation)));
      lines.writeBytes("{}\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Optional<Map<String, DocumentValue>> line = line(read.orThrow(), clock.getAsLong());
    if (line.isEmpty()) {
      terminal.err("signalbox: document " + number + " has no matched category: nothing is sent");
      return;
    }
    lines.writeBytes(JsonFormat.INSTANCE.writeObject(line.get()));
    lines.write('\n');
  }

  private static Map<String, DocumentValue> batch(
      Optional<String> contact, List<DocumentValue> events) {
    Map<String, DocumentValue> batch = new LinkedHashMap<>();
    contact.ifPresent(id -> batch.put("vendorCallKey", new DocumentValue.Text(id)));
    batch.put("service", new DocumentValue.Text(SERVICE));
    batch.put("events", new DocumentValue.Sequence(events));
    return batch;
  }

  private static DocumentValue event(
      String name, long time, Optional<Map<String, DocumentValue>> details) {
    Map<String, DocumentValue> event = new LinkedHashMap<>();
    event.put("type", new DocumentValue.Text("IntelligenceSignal__Category"));
    event.put("value", new DocumentValue.Text(name));
    event.put("startTime", new DocumentValue.Numeral(Long.toString(time)));
    details.ifPresent(d -> event.put("details", new DocumentValue.Structure(d)));
    return new DocumentValue.Structure(event);
  }

  private static long millis(String time, long now) {
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeException e) {
      return now;
    }
  }

  private static Optional<String> text(Map<String, DocumentValue> members, String name) {
    return Optional.ofNullable(members.get(name)).flatMap(DocumentValue::asText);
  }

  private static Map<String, DocumentValue> members(@Nullable DocumentValue value) {
    return value instanceof DocumentValue.Structure object ? object.members() : Map.of();
  }

  private static List<DocumentValue> list(@Nullable DocumentValue value) {
    return value instanceof DocumentValue.Sequence array ? array.elements() : List.of();
  }
}

package dev.signalbox.standalone.tools;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.VoiceCallValidator;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a voice call's record says beyond key, method and parent: the vendor requires it. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RecordOptions {
  private static final String CALL_CENTER = "callCenterApiName";
  private static final int MAX_BYTES = 1 << 20;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description =
          "The whole record in JSON or XML, - for standard input; callCenterApiName is added where it"
              + " is missing.")
  private Optional<String> file;

  @Option(
      names = "--to-number",
      paramLabel = "NUMBER",
      description = "The record's to: the number that was called.")
  private Optional<String> to;

  @Option(
      names = "--from-number",
      paramLabel = "NUMBER",
      description = "The record's from: the number that calls.")
  private Optional<String> from;

  @Option(
      names = "--start-time",
      paramLabel = "TIME",
      description =
          "The record's startTime, in ISO 8601. Default: now, where another part of the record is"
              + " given.")
  private Optional<String> startTime;

  @Option(
      names = "--participant",
      paramLabel = "KEY:TYPE",
      description = "A participant's participantKey and type; may be repeated.")
  private List<String> participants = List.of();

  /** For picocli. */
  RecordOptions() {}

  Optional<String> file() {
    return file;
  }

  /** The record in the file; empty when it departs from the contract, which is then printed. */
  Optional<VoiceCall> read(CallCenterId callCenter, Terminal terminal) throws CommandFailure {
    String name = file.orElseThrow();
    byte[] bytes;
    try (InputStream in = InputFile.open(name, terminal)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw CommandFailure.failure(name + " can't be read: " + IoErrors.of(e));
    }
    if (bytes.length > MAX_BYTES) {
      throw CommandFailure.failure(
          name + " is larger than a record may be, " + MAX_BYTES + " bytes");
    }
    BodyFormat format = isXml(bytes) ? XmlFormat.INSTANCE : JsonFormat.INSTANCE;
    Validated<VoiceCall> record = format.readVoiceCall(bytes).flatMap(VoiceCallValidator::validate);
    if (!record.isValid()) {
      terminal.err("signalbox: not sent, because the record departs from the contract:");
      record.violations().forEach(violation -> terminal.err(Terminal.line(violation)));
      return Optional.empty();
    }
    VoiceCall call = record.orThrow();
    Map<String, DocumentValue> attributes = new LinkedHashMap<>(call.attributes());
    attributes.putIfAbsent(CALL_CENTER, new DocumentValue.Text(callCenter.apiName()));
    return Optional.of(
        new VoiceCall(call.vendorCallKey(), call.initiationMethod(), call.parent(), attributes));
  }

  private static boolean isXml(byte[] bytes) {
    for (byte b : bytes) {
      if (b > ' ') {
        return b == '<';
      }
    }
    return false;
  }

  /** What the options say. */
  Map<String, DocumentValue> attributes(CallCenterId callCenter) throws CommandFailure {
    Map<String, DocumentValue> attributes = new LinkedHashMap<>();
    attributes.put(CALL_CENTER, new DocumentValue.Text(callCenter.apiName()));
    to.ifPresent(number -> attributes.put("to", new DocumentValue.Text(number)));
    from.ifPresent(number -> attributes.put("from", new DocumentValue.Text(number)));
    List<DocumentValue> all = new ArrayList<>();
    for (String participant : participants) {
      int colon = participant.lastIndexOf(':');
      if (colon < 1 || colon == participant.length() - 1) {
        throw CommandFailure.usage(
            "--participant: must be KEY:TYPE, such as +15551234:END_USER, not \""
                + participant
                + "\"");
      }
      all.add(
          new DocumentValue.Structure(
              Map.of(
                  "participantKey", new DocumentValue.Text(participant.substring(0, colon)),
                  "type", new DocumentValue.Text(participant.substring(colon + 1)))));
    }
    if (!all.isEmpty()) {
      attributes.put("participants", new DocumentValue.Sequence(all));
    }
    if (startTime.isPresent() || attributes.size() > 1) {
      String time =
          startTime.orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
      attributes.put("startTime", new DocumentValue.Text(time));
    }
    return attributes;
  }
}

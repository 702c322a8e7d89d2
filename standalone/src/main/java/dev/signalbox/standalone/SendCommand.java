package dev.signalbox.standalone;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventType;
import dev.signalbox.core.Participant;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.EventProperty;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.format.RawEvent;
import dev.signalbox.core.format.RawValue;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SenderOptionsBuilder;
import dev.signalbox.sender.SignalSender;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends a batch: one event from the options, or a body from a file. */
final class SendCommand implements Command {
  /** How many lines are read ahead of the endpoint. */
  private static final int MAX_WAITING = 1_000;

  static final String SERVICE_STANDARD = "AmazonConnectContactLens";

  static final Setting<VendorCallKey> CALL =
      Setting.one(
          "call",
          "KEY",
          SendCommand::call,
          "The voice call's vendorCallKey. Required, unless every line of a file names its own.");

  private static final Setting.Reading<EventType> TYPES = Readings.constant(EventType.class);

  private static final Setting<EventType> TYPE =
      Setting.one(
          "type",
          "TYPE",
          text -> TYPES.read(text.replaceFirst("^IntelligenceSignal__", "")),
          "Category or Sentiment. Default: Category.");

  private static final Setting<String> VALUE =
      Setting.one(
          "value", "VALUE", text -> text, "The signal's name, or the sentiment's score (EVT-2).");

  private static final Setting<Long> START =
      Setting.one(
          "start",
          "MILLIS",
          Readings.whole(0, Long.MAX_VALUE),
          "When the signal begins, in milliseconds since 1970. Default: now.");

  private static final Setting<Participant> PARTICIPANT =
      Setting.one(
          "participant",
          "WHO",
          Readings.constant(Participant.class),
          "Agent or Customer; a sentiment needs it (EVT-5).");

  private static final Setting<String> SCORE =
      Setting.one("score", "NUMBER", text -> text, "How confident the source is, 0 to 1000.");

  private static final Setting<String> SERVICE =
      Setting.one(
          "service",
          "NAME",
          text -> text,
          "The intelligence source (BODY-1). Default: " + SERVICE_STANDARD + ".");

  private static final Setting<Boolean> PERSIST =
      new Setting<>(
          "persist",
          Setting.Kind.FLAG,
          "true|false",
          Optional.empty(),
          Readings::bool,
          "Whether the receiver is asked to keep the events (BODY-6).");

  private static final Setting<Optional<ProviderName>> PROVIDER =
      Setting.one(
          "provider", "NAME", SendCommand::provider, "Sent as Telephony-Provider-Name (HDR-2).");

  private static final Setting<Boolean> XML = Setting.flag("xml", "Send XML in place of JSON.");

  private static final Setting<Boolean> FORCE =
      Setting.flag(
          "force", "Send a file's body as it stands, even where it departs from the contract.");

  private static final Setting<Boolean> LINES =
      Setting.flag(
          "lines",
          "The file has JSON lines, each sent as soon as it is read: a batch, an event, or what the"
              + " server prints. A file of more than one such line is known by itself.");

  private static final Setting<Boolean> DRY_RUN =
      Setting.flag("dry-run", "Send nothing: check the events, and print each request as curl.");

  private static final Setting<Duration> DEADLINE =
      Setting.one(
          "deadline",
          "SECONDS",
          "30",
          Readings.seconds(1, 86_400),
          "For JSON lines: how long a line is tried.");

  private static final Setting<Boolean> REPEAT_UNANSWERED =
      Setting.flag(
          "repeat-unanswered",
          "For JSON lines: make a request again that got no answer; some may then arrive twice.");

  /** These describe an event, and nothing that lines of a file might leave out. */
  private static final List<Setting<?>> OF_ONE_EVENT =
      List.of(TYPE, VALUE, START, PARTICIPANT, SCORE);

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  SendCommand(InputStream in, PrintStream out, PrintStream err) {
    this.in = in;
    this.out = out;
    this.err = err;
  }

  @Override
  public String name() {
    return "send";
  }

  @Override
  public String description() {
    return "Send events to an endpoint: one event from the options, the body in a file, or a file of JSON"
        + " lines. They are checked before they are sent. Exit codes: 0 accepted, 1 refused, 2 wrong"
        + " options, 3 not sent, 4 sent without an answer.";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(
            List.<Setting<?>>of(EndpointClient.TO, CALL),
            OF_ONE_EVENT,
            List.<Setting<?>>of(SERVICE, PERSIST),
            List.<Setting<?>>of(PROVIDER, XML, FORCE, LINES, DRY_RUN, DEADLINE, REPEAT_UNANSWERED),
            Identity.SETTINGS)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<Operand> operands() {
    return List.of(
        new Operand(
            "FILE",
            "A request's body, in JSON or XML, or JSON lines; - is standard input. In place of the"
                + " options that describe an event."));
  }

  private static VendorCallKey call(String text) {
    return valid(VendorCallKey.parse(text, ""));
  }

  private static Optional<ProviderName> provider(String text) {
    return valid(ProviderName.ofHeader(text));
  }

  private static <T> T valid(Validated<T> checked) {
    if (checked instanceof Validated.Valid<T> valid) {
      return valid.value();
    }
    Violation violation = checked.violations().get(0);
    throw new IllegalArgumentException(violation.clause().id() + ": " + violation.detail());
  }

  @Override
  public int run(Settings settings, List<String> operands) throws CommandFailure {
    Identity identity = Identity.of(settings);
    if (operands.isEmpty()) {
      return sendBody(settings, identity, ofOptions(settings));
    }
    String file = operands.get(0);
    for (Setting<?> setting : OF_ONE_EVENT) {
      refuse(settings, setting, file);
    }
    try (InputStream input = file.equals("-") ? in : open(file)) {
      LineReader lines = new LineReader(new BufferedInputStream(input));
      if (settings.one(LINES)) {
        return sendLines(settings, identity, lines);
      }
      byte[] first = settings.one(FORCE) ? new byte[0] : lines.next().orElse(new byte[0]);
      if (JsonFormat.INSTANCE.readObject(first).isValid() && lines.hasMore()) {
        return sendLines(settings, identity, lines.after(first));
      }
      byte[] body = settings.one(FORCE) ? lines.rest() : lines.after(first).rest();
      return sendBody(settings, identity, ofFile(settings, file, body));
    } catch (IOException e) {
      throw CommandFailure.failure(file + " can't be read: " + Reasons.of(e));
    }
  }

  private int sendBody(Settings settings, Identity identity, Optional<Body> body)
      throws CommandFailure {
    VendorCallKey call =
        settings
            .optional(CALL)
            .orElseThrow(() -> CommandFailure.usage("--call is missing: the vendorCallKey"));
    if (body.isEmpty()) {
      return ExitCode.REFUSED;
    }
    Optional<String> provider =
        settings.optional(PROVIDER).flatMap(name -> name.map(ProviderName::value));
    if (settings.one(DRY_RUN)) {
      out.println(curl(settings, identity, call, provider, body.get()));
      return ExitCode.OK;
    }
    EndpointClient client =
        new EndpointClient(
            settings.one(EndpointClient.TO), identity.signer(settings, true).sign(), out, err);
    return client.sendBatch(call, provider, body.get().form().mediaType(), body.get().bytes());
  }

  private static String curl(
      Settings settings,
      Identity identity,
      VendorCallKey call,
      Optional<String> provider,
      Body body) {
    return Curl.of(
        EndpointClient.url(settings.one(EndpointClient.TO), call),
        identity,
        provider,
        body.form().mediaType(),
        body.bytes());
  }

  private int sendLines(Settings settings, Identity identity, LineReader lines)
      throws CommandFailure, IOException {
    SentLine.Defaults defaults =
        new SentLine.Defaults(
            settings.optional(CALL),
            settings.optional(SERVICE).orElse(SERVICE_STANDARD),
            settings.optional(PERSIST),
            System::currentTimeMillis);
    LinesSending sending = new LinesSending(out, err);
    if (settings.one(DRY_RUN)) {
      return dryRun(settings, identity, lines, defaults, sending);
    }
    SenderOptionsBuilder sender =
        SenderOptions.builder(
                EndpointAddress.of(settings.one(EndpointClient.TO)),
                identity.id(),
                identity.privateKey())
            .form(form(settings))
            .tokenLifetime(settings.one(Identity.LIFETIME))
            .deadline(settings.one(DEADLINE))
            .repeatUnanswered(settings.one(REPEAT_UNANSWERED))
            .maxBatches(MAX_WAITING)
            .blockWhenFull(true);
    settings.optional(Identity.AUDIENCE).ifPresent(sender::audience);
    try {
      settings.optional(PROVIDER).flatMap(name -> name).ifPresent(sender::providerName);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage(PROVIDER.option() + ": " + wrong.getMessage());
    }
    return sending.run(lines, defaults, SignalSender.of(sender.build()));
  }

  private int dryRun(
      Settings settings,
      Identity identity,
      LineReader lines,
      SentLine.Defaults defaults,
      LinesSending sending)
      throws IOException {
    Optional<String> provider =
        settings.optional(PROVIDER).flatMap(name -> name.map(ProviderName::value));
    boolean good = true;
    long number = 0;
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      number++;
      if (LinesSending.isBlank(line.get())) {
        continue;
      }
      Validated<SentLine> checked = SentLine.read(line.get(), defaults);
      if (checked instanceof Validated.Valid<SentLine> valid) {
        BodyFormat form = form(settings);
        Body body = new Body(form, form.writeBatch(valid.value().batch()));
        out.println(curl(settings, identity, valid.value().key(), provider, body));
      } else {
        sending.departs(number, checked.violations());
        good = false;
      }
    }
    return good ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static BodyFormat form(Settings settings) {
    return settings.one(XML) ? XmlFormat.INSTANCE : JsonFormat.INSTANCE;
  }

  private static void refuse(Settings settings, Setting<?> setting, String file)
      throws CommandFailure {
    if (settings.optional(setting).isPresent()) {
      throw CommandFailure.usage(
          setting.option() + " describes an event, and " + file + " has them already");
    }
  }

  private static InputStream open(String file) throws CommandFailure, IOException {
    return Files.newInputStream(path(file));
  }

  private Optional<Body> ofOptions(Settings settings) throws CommandFailure {
    RawEvent event = RawEvent.object();
    event.put(
        EventProperty.TYPE, string(settings.optional(TYPE).orElse(EventType.CATEGORY).wireName()));
    event.put(
        EventProperty.VALUE,
        string(
            settings
                .optional(VALUE)
                .orElseThrow(
                    () ->
                        CommandFailure.usage(
                            "--value is missing: the signal's name, or the sentiment's score; or"
                                + " name a FILE with a body"))));
    long start = settings.optional(START).orElseGet(System::currentTimeMillis);
    event.put(EventProperty.START_TIME, number(Long.toString(start)));
    settings
        .optional(PARTICIPANT)
        .ifPresent(who -> event.put(EventProperty.PARTICIPANT, string(who.name())));
    settings.optional(SCORE).ifPresent(score -> event.put(EventProperty.SCORE, score(score)));
    RawBatch batch =
        new RawBatch(
            Optional.of(string(settings.optional(SERVICE).orElse(SERVICE_STANDARD))),
            settings.optional(PERSIST).map(p -> p ? RawValue.TRUE : RawValue.FALSE),
            Optional.of(new RawBatch.EventArray(List.of(event))));
    BodyFormat form = form(settings);
    return checked(new BatchValidator(ContractOptions.STANDARD).validate(batch))
        .map(valid -> new Body(form, form.writeBatch(valid)));
  }

  private Optional<Body> ofFile(Settings settings, String file, byte[] bytes)
      throws CommandFailure {
    refuse(settings, SERVICE, file);
    refuse(settings, PERSIST, file);
    BodyFormat found = looksLikeXml(bytes) ? XmlFormat.INSTANCE : JsonFormat.INSTANCE;
    BodyFormat wanted = settings.one(XML) ? XmlFormat.INSTANCE : found;
    if (settings.one(FORCE)) {
      return Optional.of(new Body(wanted, bytes));
    }
    BatchValidator validator = new BatchValidator(ContractOptions.STANDARD);
    // As it stands: the contract lets a body have properties that it does not name.
    return checked(found.readBatch(bytes).flatMap(validator::validate))
        .map(batch -> new Body(wanted, wanted == found ? bytes : wanted.writeBatch(batch)));
  }

  private static Path path(String file) throws CommandFailure {
    try {
      return Readings.path(file);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("FILE: " + wrong.getMessage());
    }
  }

  /** The batch; or empty when it departs from the contract, which the user has been told. */
  private Optional<EventBatch> checked(Validated<EventBatch> batch) {
    if (batch instanceof Validated.Valid<EventBatch> valid) {
      return Optional.of(valid.value());
    }
    err.println("signalbox: not sent, because the events depart from the contract:");
    for (Violation violation : batch.violations()) {
      err.println(
          EndpointClient.line(violation.clause().id(), violation.pointer(), violation.detail()));
    }
    return Optional.empty();
  }

  private static boolean looksLikeXml(byte[] bytes) {
    for (byte b : bytes) {
      if (b == '<') {
        return true;
      }
      if (b == '{' || b == '[' || b == '"') {
        return false;
      }
    }
    return false;
  }

  private static RawValue string(String text) {
    return new RawValue(RawValue.Kind.STRING, text);
  }

  private static RawValue number(String literal) {
    return new RawValue(RawValue.Kind.NUMBER, literal);
  }

  private static RawValue score(String text) {
    return text.matches("[0-9]+") ? number(text) : string(text);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Body(BodyFormat form, byte[] bytes) {}
}

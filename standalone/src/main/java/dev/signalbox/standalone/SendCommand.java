package dev.signalbox.standalone;

import dev.signalbox.core.BatchValidator;
import dev.signalbox.core.Checked;
import dev.signalbox.core.Contract;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventType;
import dev.signalbox.core.JsonForm;
import dev.signalbox.core.Participant;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.spi.BodyForm;
import dev.signalbox.core.spi.EventProperty;
import dev.signalbox.core.spi.RawBatch;
import dev.signalbox.core.spi.RawEvent;
import dev.signalbox.core.spi.RawValue;
import dev.signalbox.transport.http.XmlForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends a batch: one event from the options, or a body from a file. */
final class SendCommand implements Command {
  private static final String SERVICE_STANDARD = "AmazonConnectContactLens";

  static final Setting<VendorCallKey> CALL =
      Setting.one("call", "KEY", SendCommand::call, "The voice call's vendorCallKey. Required.");

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

  private static final List<Setting<?>> OF_EVENT =
      List.of(TYPE, VALUE, START, PARTICIPANT, SCORE, SERVICE, PERSIST);

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
    return "Send events to an endpoint: one event from the options, or the body in a file. It is"
        + " checked before it is sent.";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.of(
            List.<Setting<?>>of(EndpointClient.TO, CALL),
            OF_EVENT,
            List.<Setting<?>>of(PROVIDER, XML, FORCE),
            Identity.SETTINGS)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<Operand> operands() {
    return List.of(
        new Operand(
            "FILE",
            "A request's body, in JSON or XML; - is standard input. In place of the options that"
                + " describe an event."));
  }

  private static VendorCallKey call(String text) {
    return valid(VendorCallKey.parse(text, ""));
  }

  private static Optional<ProviderName> provider(String text) {
    return valid(ProviderName.ofHeader(text));
  }

  private static <T> T valid(Checked<T> checked) {
    if (checked instanceof Checked.Valid<T> valid) {
      return valid.value();
    }
    Violation violation = checked.violations().get(0);
    throw new IllegalArgumentException(violation.clause().id() + ": " + violation.detail());
  }

  @Override
  public int run(Settings settings, List<String> operands) throws CommandFailure {
    VendorCallKey call =
        settings
            .optional(CALL)
            .orElseThrow(() -> CommandFailure.usage("--call is missing: the vendorCallKey"));
    Identity identity = Identity.of(settings);
    Optional<Body> body =
        operands.isEmpty() ? ofOptions(settings) : ofFile(settings, operands.get(0));
    if (body.isEmpty()) {
      return ExitCode.REFUSED;
    }
    EndpointClient client =
        new EndpointClient(
            settings.one(EndpointClient.TO), identity.signer(settings, true).sign(), out, err);
    return client.sendBatch(
        call,
        settings.optional(PROVIDER).flatMap(name -> name.map(ProviderName::value)),
        body.get().form().mediaType(),
        body.get().bytes());
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
    BodyForm form = settings.one(XML) ? XmlForm.INSTANCE : JsonForm.INSTANCE;
    return checked(new BatchValidator(Contract.STANDARD).validate(batch))
        .map(valid -> new Body(form, form.writeBatch(valid)));
  }

  private Optional<Body> ofFile(Settings settings, String file) throws CommandFailure {
    for (Setting<?> setting : OF_EVENT) {
      if (settings.optional(setting).isPresent()) {
        throw CommandFailure.usage(
            setting.option() + " describes an event, and " + file + " has them already");
      }
    }
    byte[] bytes = bytes(file);
    BodyForm found = looksLikeXml(bytes) ? XmlForm.INSTANCE : JsonForm.INSTANCE;
    BodyForm wanted = settings.one(XML) ? XmlForm.INSTANCE : found;
    if (settings.one(FORCE)) {
      return Optional.of(new Body(wanted, bytes));
    }
    BatchValidator validator = new BatchValidator(Contract.STANDARD);
    // As it stands: the contract lets a body have properties that it does not name.
    return checked(found.readBatch(bytes).then(validator::validate))
        .map(batch -> new Body(wanted, wanted == found ? bytes : wanted.writeBatch(batch)));
  }

  private byte[] bytes(String file) throws CommandFailure {
    try {
      return file.equals("-") ? in.readAllBytes() : Files.readAllBytes(path(file));
    } catch (IOException e) {
      throw CommandFailure.failure(file + " can't be read: " + Reasons.of(e));
    }
  }

  private static Path path(String file) throws CommandFailure {
    try {
      return Readings.path(file);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("FILE: " + wrong.getMessage());
    }
  }

  /** The batch; or empty when it departs from the contract, which the user has been told. */
  private Optional<EventBatch> checked(Checked<EventBatch> batch) {
    if (batch instanceof Checked.Valid<EventBatch> valid) {
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
  private record Body(BodyForm form, byte[] bytes) {}
}

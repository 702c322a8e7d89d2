package dev.signalbox.standalone.tools;

import dev.signalbox.core.EventBatch;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.format.RawValue;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SenderOptionsBuilder;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.IoErrors;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.CallerCredentials;
import dev.signalbox.standalone.identity.CallerOptions;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Sends a batch: one event from the options, or a body from a file; or a file of JSON lines. */
@Command(
    name = "send",
    description =
        "Send events to an endpoint: one event from the options, the body in a file, or a file of"
            + " JSON lines. They are checked before they are sent. Exit codes: 0 accepted, 1"
            + " refused, 2 wrong options, 3 not sent, 4 sent without an answer.",
    sortOptions = false,
    abbreviateSynopsis = true,
    showDefaultValues = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class SendCommand implements Callable<Integer> {
  /** How many lines are read ahead of the endpoint. */
  private static final int MAX_WAITING = 1_000;

  /** The intelligence source of events whose service is not named. */
  public static final String SERVICE_STANDARD = "AmazonConnectContactLens";

  private final Terminal terminal;

  @Mixin private EndpointOption endpoint = new EndpointOption();

  @Option(
      names = "--call",
      paramLabel = "KEY",
      converter = CallKey.class,
      description =
          "The voice call's vendorCallKey. Required, unless every line of a file names its own.")
  private Optional<VendorCallKey> call;

  @Mixin private EventOptions event = new EventOptions();

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "The intelligence source (BODY-1). Default: " + SERVICE_STANDARD + ".")
  private Optional<String> service;

  @Option(
      names = "--persist",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      description = "Whether the receiver is asked to keep the events (BODY-6).")
  private Optional<Boolean> persist;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Sent as Telephony-Provider-Name (HDR-2).")
  private Optional<String> provider;

  @Option(
      names = "--xml",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Send XML in place of JSON.")
  private boolean xml;

  @Option(
      names = "--force",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Send a file's body as it stands, even where it departs from the contract.")
  private boolean force;

  @Option(
      names = "--lines",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "The file has JSON lines, each sent as soon as it is read: a batch, an event, or what the"
              + " server prints. Such a file is also known by its first line.")
  private boolean lines;

  @Option(
      names = "--from",
      paramLabel = "contact-lens|eventbridge",
      converter = FromFormat.class,
      description =
          "The file has what Amazon Connect Contact Lens hands out: real-time segments, or the event"
              + " \"Contact Lens Realtime Rules Matched\" of EventBridge; one document, or one on each"
              + " line. Matched categories are sent as signals.")
  private Optional<ContactLensFormat> from;

  @Mixin private PaceOption pace = new PaceOption();

  @Option(
      names = "--dry-run",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Send nothing: check the events, and print each request as curl.")
  private boolean dryRun;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "30",
      converter = Converters.ADayAtMost.class,
      description = "How long the answer may take; for JSON lines, how long a line is tried.")
  private Duration deadline;

  @Option(
      names = "--repeat-unanswered",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "For JSON lines: make a request again that got no answer; some may then arrive twice.")
  private boolean repeatUnanswered;

  @Mixin private CallerOptions caller = new CallerOptions();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description =
          "A request's body, in JSON or XML, or JSON lines; - is standard input. In place of the"
              + " options that describe an event.")
  private Optional<String> file;

  @Mixin private HelpOptions help = new HelpOptions();

  /** Converts the name of a format. */
  static final class FromFormat implements ITypeConverter<ContactLensFormat> {
    @Override
    public ContactLensFormat convert(String text) {
      return switch (text) {
        case "contact-lens" -> ContactLensFormat.CONTACT_LENS;
        case "eventbridge" -> ContactLensFormat.EVENTBRIDGE;
        default -> throw Converters.not(text, "contact-lens or eventbridge");
      };
    }
  }

  /** A command that prints on a terminal. */
  public SendCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    CallerCredentials credentials = caller.credentials(endpoint.to());
    Optional<ProviderName> providerName = providerName();
    if (file.isEmpty()) {
      if (from.isPresent()) {
        throw CommandFailure.usage("--from needs a FILE; - is standard input");
      }
      return sendBody(credentials, providerName, ofOptions());
    }
    String name = file.get();
    event.refuseBeside(name);
    try (InputStream input = InputFile.open(name, terminal)) {
      return sendFile(
          credentials, providerName, name, new LineReader(new BufferedInputStream(input)));
    } catch (IOException e) {
      throw CommandFailure.failure(name + " can't be read: " + IoErrors.of(e));
    }
  }

  private int sendFile(
      CallerCredentials credentials,
      Optional<ProviderName> providerName,
      String name,
      LineReader reader)
      throws CommandFailure, IOException {
    if (from.isPresent()) {
      return sendLines(
          credentials, providerName, from.get().lines(reader, System::currentTimeMillis, terminal));
    }
    if (lines) {
      return sendLines(credentials, providerName, reader);
    }
    if (force) {
      return sendBody(credentials, providerName, ofFile(name, reader.rest()));
    }
    byte[] first = reader.next().orElse(new byte[0]);
    if (SentBody.isLine(first)
        || (JsonFormat.INSTANCE.readObject(first).isValid() && reader.hasMore())) {
      return sendLines(credentials, providerName, reader.after(first));
    }
    byte[] body = reader.after(first).rest();
    return SentBody.isLine(body)
        ? sendLines(credentials, providerName, oneLine(body))
        : sendBody(credentials, providerName, ofFile(name, body));
  }

  /** A document that was laid out over several: between its parts, a line end is white space. */
  private static LineReader oneLine(byte[] document) {
    byte[] line = document.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n') {
        line[i] = ' ';
      }
    }
    return new LineReader(new ByteArrayInputStream(line));
  }

  private int sendBody(
      CallerCredentials credentials, Optional<ProviderName> providerName, Optional<SentBody> body)
      throws CommandFailure {
    if (pace.pace().isPresent()) {
      throw CommandFailure.usage("--pace is for JSON lines");
    }
    VendorCallKey key =
        call.orElseThrow(() -> CommandFailure.usage("--call is missing: the vendorCallKey"));
    if (body.isEmpty()) {
      return ExitCode.REFUSED;
    }
    if (dryRun) {
      terminal.out(curl(credentials, key, providerName, body.get()));
      return ExitCode.OK;
    }
    EndpointClient client =
        new EndpointClient(endpoint.to(), credentials.signer(true).sign(), deadline, terminal);
    int code =
        client.sendBatch(key, providerName, body.get().format().mediaType(), body.get().bytes());
    if (client.unauthorized()) {
      caller.adviceOnRefusal(endpoint.to()).ifPresent(terminal::err);
    }
    return code;
  }

  private Optional<ProviderName> providerName() throws CommandFailure {
    if (provider.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Converters.valid(ProviderName.ofHeader(provider.get()));
    } catch (TypeConversionException wrong) {
      throw CommandFailure.usage("--provider: " + wrong.getMessage());
    }
  }

  private String curl(
      CallerCredentials credentials,
      VendorCallKey key,
      Optional<ProviderName> providerName,
      SentBody body) {
    return CurlCommandLine.of(
        endpoint.to().events(key),
        credentials,
        providerName,
        body.format().mediaType(),
        body.bytes());
  }

  private int sendLines(
      CallerCredentials credentials, Optional<ProviderName> providerName, LineReader reader)
      throws CommandFailure, IOException {
    SentLine.Defaults defaults =
        new SentLine.Defaults(
            call, service.orElse(SERVICE_STANDARD), persist, System::currentTimeMillis);
    LinesSending sending = new LinesSending(terminal, pace.pace());
    if (dryRun) {
      return dryRun(credentials, providerName, reader, defaults, sending);
    }
    SenderOptionsBuilder sender =
        SenderOptions.builder(endpoint.to(), credentials.id(), credentials.privateKey())
            .form(SentBody.format(xml))
            .tokenLifetime(credentials.lifetime())
            .deadline(deadline)
            .repeatUnanswered(repeatUnanswered)
            .maxBatches(MAX_WAITING)
            .blockWhenFull(true);
    credentials.audience().ifPresent(sender::audience);
    try {
      providerName.ifPresent(sender::providerName);
    } catch (IllegalArgumentException wrong) {
      throw CommandFailure.usage("--provider: " + wrong.getMessage());
    }
    int code = sending.run(reader, defaults, SignalSender.of(sender.build()));
    if (sending.unauthorized()) {
      caller.adviceOnRefusal(endpoint.to()).ifPresent(terminal::err);
    }
    return code;
  }

  private int dryRun(
      CallerCredentials credentials,
      Optional<ProviderName> providerName,
      LineReader reader,
      SentLine.Defaults defaults,
      LinesSending sending)
      throws IOException {
    BodyFormat format = SentBody.format(xml);
    boolean good = true;
    long number = 0;
    for (Optional<byte[]> line = reader.next(); line.isPresent(); line = reader.next()) {
      number++;
      if (LinesSending.isBlank(line.get())) {
        continue;
      }
      Validated<SentLine> checked = SentLine.read(line.get(), defaults);
      if (checked instanceof Validated.Valid<SentLine> valid) {
        SentLine sent = valid.value();
        terminal.out(
            curl(credentials, sent.key(), providerName, SentBody.of(format, sent.batch())));
      } else {
        sending.departs(number, checked.violations());
        good = false;
      }
    }
    return good ? ExitCode.OK : ExitCode.REFUSED;
  }

  private Optional<SentBody> ofOptions() throws CommandFailure {
    RawBatch batch =
        new RawBatch(
            Optional.of(EventOptions.string(service.orElse(SERVICE_STANDARD))),
            persist.map(p -> p ? RawValue.TRUE : RawValue.FALSE),
            Optional.of(new RawBatch.EventArray(List.of(event.event()))));
    return checked(new BatchValidator(ContractOptions.STANDARD).validate(batch), "")
        .map(valid -> SentBody.of(SentBody.format(xml), valid));
  }

  private Optional<SentBody> ofFile(String name, byte[] bytes) throws CommandFailure {
    EventOptions.refuseBeside(name, "--service", service);
    EventOptions.refuseBeside(name, "--persist", persist);
    BodyFormat found = SentBody.formatOf(bytes);
    BodyFormat wanted = xml ? SentBody.format(true) : found;
    if (force) {
      return Optional.of(new SentBody(wanted, bytes));
    }
    BatchValidator validator = new BatchValidator(ContractOptions.STANDARD);
    String advice =
        SentBody.looksLikeLines(bytes)
            ? "If the file has JSON lines, send it with --lines."
            : "To send it as it stands, use --force.";
    // As it stands: the contract lets a body have properties that it does not name.
    return checked(found.readBatch(bytes).flatMap(validator::validate), advice)
        .map(batch -> wanted == found ? new SentBody(found, bytes) : SentBody.of(wanted, batch));
  }

  /** The batch; empty when it departs from the contract, which is then printed. */
  private Optional<EventBatch> checked(Validated<EventBatch> batch, String advice) {
    if (batch instanceof Validated.Valid<EventBatch> valid) {
      return Optional.of(valid.value());
    }
    terminal.err("signalbox: not sent, because the events depart from the contract:");
    batch.violations().forEach(violation -> terminal.err(Terminal.line(violation)));
    if (!advice.isEmpty()) {
      terminal.err(advice);
    }
    return Optional.empty();
  }
}

package dev.signalbox.standalone.tools;

import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.identity.CallerCredentials;
import dev.signalbox.standalone.identity.CallerOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Registers a voice call, so that transfers can be tried by hand (CALL-1). */
@Command(
    name = "call",
    description =
        "Register a voice call at an endpoint: a first one, or a leg after a transfer, from the"
            + " options or from a file with the record.",
    sortOptions = false,
    abbreviateSynopsis = true,
    showDefaultValues = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class CallCommand implements Callable<Integer> {
  private static final String METHODS = "Inbound, Outbound, Transfer, Conference, Callback";

  private final Terminal terminal;

  @Mixin private EndpointOption endpoint = new EndpointOption();

  @Option(
      names = "--call",
      paramLabel = "KEY",
      converter = CallKey.class,
      description = "The voice call's vendorCallKey. Required.")
  private Optional<VendorCallKey> call;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "Inbound",
      converter = Method.class,
      description = "How the call came about: " + METHODS + ".")
  private InitiationMethod method;

  @Option(
      names = "--parent",
      paramLabel = "CALL",
      description =
          "The call that this one continues, by its vendorCallKey or its voiceCallId; a Transfer"
              + " needs it (CALL-2).")
  private Optional<String> parent;

  @Mixin private RecordOptions record = new RecordOptions();

  @Mixin private CallerOptions caller = new CallerOptions();

  @Mixin private HelpOptions help = new HelpOptions();

  /** Converts the way a call came about. */
  static final class Method implements ITypeConverter<InitiationMethod> {
    @Override
    public InitiationMethod convert(String text) {
      return InitiationMethod.ofName(text)
          .orElseThrow(() -> Converters.not(text, "one of " + METHODS));
    }
  }

  /** A command that prints on a terminal. */
  public CallCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    CallerCredentials credentials = caller.credentials(endpoint.to());
    Optional<VoiceCall> sent =
        record.file().isPresent() ? fromFile(credentials) : Optional.of(fromOptions(credentials));
    if (sent.isEmpty()) {
      return ExitCode.REFUSED;
    }
    EndpointClient client =
        new EndpointClient(
            endpoint.to(), credentials.signer(true).sign(), EndpointClient.TIMEOUT, terminal);
    int code =
        client.register(
            JsonFormat.INSTANCE.mediaType(), JsonFormat.INSTANCE.writeVoiceCall(sent.get()));
    if (client.unauthorized()) {
      caller.adviceOnRefusal(endpoint.to()).ifPresent(terminal::err);
    }
    return code;
  }

  private Optional<VoiceCall> fromFile(CallerCredentials credentials) throws CommandFailure {
    if (call.isPresent() || parent.isPresent()) {
      throw CommandFailure.usage("FILE has the whole record: leave out --call and --parent");
    }
    return record.read(credentials.id(), terminal);
  }

  private VoiceCall fromOptions(CallerCredentials credentials) throws CommandFailure {
    VendorCallKey key =
        call.orElseThrow(
            () -> CommandFailure.usage("--call is missing: the vendorCallKey; or give a FILE"));
    if (method == InitiationMethod.TRANSFER && parent.isEmpty()) {
      throw CommandFailure.usage("--parent is missing: the call that was transferred");
    }
    return new VoiceCall(key, method, parent, record.attributes(credentials.id()));
  }
}

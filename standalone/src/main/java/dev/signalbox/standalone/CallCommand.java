package dev.signalbox.standalone;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.format.JsonFormat;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Registers a voice call, so that transfers can be tried by hand (CALL-1). */
final class CallCommand implements Command {
  private static final String METHODS =
      Arrays.stream(InitiationMethod.values())
          .map(InitiationMethod::wireName)
          .collect(Collectors.joining(", "));

  private static final Setting<InitiationMethod> METHOD =
      Setting.one(
          "method",
          "METHOD",
          "Inbound",
          text ->
              InitiationMethod.ofName(text)
                  .orElseThrow(() -> Readings.not(text, "one of " + METHODS)),
          "How the call came about: " + METHODS + ".");

  private static final Setting<String> PARENT =
      Setting.one(
          "parent",
          "CALL",
          text -> text,
          "The call that this one continues, by its vendorCallKey or its voiceCallId; a Transfer"
              + " needs it (CALL-2).");

  private final PrintStream out;
  private final PrintStream err;

  CallCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public String name() {
    return "call";
  }

  @Override
  public String description() {
    return "Register a voice call at an endpoint: a first one, or a leg after a transfer.";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.concat(
            Stream.<Setting<?>>of(EndpointClient.TO, SendCommand.CALL, METHOD, PARENT),
            Identity.SETTINGS.stream())
        .toList();
  }

  @Override
  public int run(Settings settings, List<String> operands) throws CommandFailure {
    var call =
        settings
            .optional(SendCommand.CALL)
            .orElseThrow(() -> CommandFailure.usage("--call is missing: the vendorCallKey"));
    InitiationMethod method = settings.one(METHOD);
    Optional<String> parent = settings.optional(PARENT);
    if (method == InitiationMethod.TRANSFER && parent.isEmpty()) {
      throw CommandFailure.usage("--parent is missing: the call that was transferred");
    }
    Identity identity = Identity.of(settings);
    VoiceCall record =
        new VoiceCall(
            call,
            method,
            parent,
            Map.of("callCenterApiName", new DocumentValue.Text(identity.id().apiName())));
    EndpointClient client =
        new EndpointClient(
            settings.one(EndpointClient.TO), identity.signer(settings, true).sign(), out, err);
    return client.register(
        JsonFormat.INSTANCE.mediaType(), JsonFormat.INSTANCE.writeVoiceCall(record));
  }
}

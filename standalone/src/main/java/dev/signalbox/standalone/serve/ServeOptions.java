package dev.signalbox.standalone.serve;

import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.OptionList;
import dev.signalbox.standalone.cli.SecretFile;
import dev.signalbox.standalone.cli.SettingDefaults;
import dev.signalbox.standalone.identity.ApiName;
import dev.signalbox.standalone.identity.CallCenterChoice;
import dev.signalbox.standalone.identity.CallCenterOption;
import dev.signalbox.standalone.manage.ManageOptions;
import dev.signalbox.standalone.tls.TlsOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Everything that an operator can set. */
final class ServeOptions {
  private final OptionList options = new OptionList();

  final OptionList.Value<String> host =
      options.one(
          "--host", "HOST", "127.0.0.1", String.class, text -> text, "The address to listen on.");

  final OptionList.Value<Integer> port =
      options.one(
          "--port",
          "PORT",
          "8080",
          Integer.class,
          new Converters.Port(),
          "The port to listen on; 0 takes any that is free.");

  final OptionList.Value<Engine> engine =
      options.one(
          "--engine",
          "jdk|netty",
          "jdk",
          Engine.class,
          new ServeConverters.EngineName(),
          "The HTTP server under the endpoint: the JDK's, or one on Netty, which costs less per request.");

  private final OptionList.Value<List<CallCenterChoice>> callCenter =
      options.many(
          "--call-center",
          CallCenterOption.LABEL,
          CallCenterChoice.class,
          new CallCenterOption.WithKeyOrName(),
          "A call center that may call, and its public key or certificate (AUTH-3). May be repeated, also for one call center with several keys. Default: a development call center, on loopback only. With --dev, --org and --call-center API_NAME name a development call center.");

  final DevelopmentOptions development = new DevelopmentOptions(options);

  final OptionList.Value<Path> callCenterFolder =
      options.optional(
          "--call-centers",
          "DIR",
          Path.class,
          new Converters.FilePath(),
          "A folder with a file ORG.API_NAME.pem for each call center that may call, and ORG.API_NAME.ANYTHING.pem for further keys of one. It is watched: what is added counts after a second, what is removed no more at the next request.");

  final OptionList.Value<Boolean> weakKeys =
      options.flag("--weak-keys", "Allow call centers' keys of 1024 bits (AUTH-3).");

  final OptionList.Value<List<String>> audience =
      options.many(
          "--audience",
          "NAME",
          String.class,
          text -> text,
          "Take only tokens with this aud (AUTH-4). May be repeated. Default: aud is not checked.");

  final OptionList.Value<Path> dir =
      options.one(
          "--dir",
          "DIR",
          ".",
          Path.class,
          new Converters.FilePath(),
          "The folder in which .signalbox has the development call center's key.");

  final OptionList.Value<Boolean> strict =
      options.flag(
          "--strict",
          "The vendor's page to the letter: refuse a later leg's key (KEY-3), and require all of a"
              + " voice call's record (CALL-1).");

  final OptionList.Value<Profile> profile =
      options.one(
          "--profile",
          "v58|v67|v68",
          "v67",
          Profile.class,
          new ServeConverters.ProfileName(),
          "The version of the vendor's page by which bodies are judged (BODY-2).");

  final OptionList.Value<List<String>> service =
      options.many(
          "--service",
          "NAME",
          String.class,
          text -> text,
          "An intelligence source that is allowed (BODY-2). May be repeated. Default: what the profile allows.");

  final OptionList.Value<Ordering> ordering =
      options.one(
          "--ordering",
          "reject|sort",
          "reject",
          Ordering.class,
          new ServeConverters.OrderingName(),
          "What becomes of a batch whose events are not in order (EVT-4).");

  final OptionList.Value<Boolean> requireKnownCalls =
      options.flag(
          "--require-known-calls", "Refuse batches for calls that were not registered (KEY-4).");

  final OptionList.Value<Boolean> quiet =
      options.flag("--quiet", "Print no delivered batches on standard output.");

  final OptionList.Value<Duration> drain =
      options.one(
          "--drain",
          "SECONDS",
          "10",
          Duration.class,
          new Converters.UpToADay(),
          "How long deliveries may take after SIGTERM or SIGINT (DLV-6).");

  final OptionList.Value<Integer> maxBody =
      options.one(
          "--max-body",
          "BYTES",
          "1048576",
          Integer.class,
          new Converters.BodySize(),
          "The largest body that is read (BODY-4).");

  final OptionList.Value<Integer> maxTokens =
      options.one(
          "--max-tokens",
          "COUNT",
          "1000000",
          Integer.class,
          new Converters.Count(),
          "How many used jti each call center's replay memory holds (AUTH-5).");

  final OptionList.Value<Integer> maxConversations =
      options.one(
          "--max-conversations",
          "COUNT",
          "100000",
          Integer.class,
          new Converters.Count(),
          "How many conversations are live at once (CALL-5).");

  final OptionList.Value<Duration> conversationTtl =
      options.one(
          "--conversation-ttl",
          "SECONDS",
          "86400",
          Duration.class,
          new Converters.AYearAtMost(),
          "How long after its last use a conversation is forgotten (CALL-5).");

  final OptionList.Value<Integer> maxCalls =
      options.one(
          "--max-calls",
          "COUNT",
          "1000000",
          Integer.class,
          new Converters.Count(),
          "How many voice calls are registered in all.");

  final OptionList.Value<Integer> maxCallsPerConversation =
      options.one(
          "--max-calls-per-conversation",
          "COUNT",
          "1000",
          Integer.class,
          new Converters.Count(),
          "How many registered voice calls one conversation has (CALL-3).");

  final OptionList.Value<Long> maxAttributeBytes =
      options.one(
          "--max-attribute-bytes",
          "BYTES",
          "33554432",
          Long.class,
          new Converters.NotNegative(),
          "How much room there is for what registered calls say beside their keys; what does not fit is not kept (CALL-1).");

  final LimitOptions limits = new LimitOptions(options);

  final TlsOptions tls = new TlsOptions(options);

  final TransportOptions transport = new TransportOptions(options);

  final OptionList.Value<Boolean> console =
      options.flag(
          "--console",
          "Show what happens on the page /console, to people who have the operator's token. In development mode it is always there, and needs none on loopback.");

  final OptionList.Value<String> operatorToken =
      options.optional(
          "--operator-token",
          "TOKEN",
          String.class,
          new ServeConverters.OperatorTokenText(),
          "What the console's page, the control API and, on other than loopback addresses, /metrics ask for, 16 characters or more. The environment or a file keeps it out of the list of processes.");

  final OptionList.Value<Path> operatorTokenFile =
      options.optional(
          "--operator-token-file",
          "FILE",
          Path.class,
          new Converters.FilePath(),
          "A file whose first line is the operator's token.");

  final DataOptions data = new DataOptions(options);

  final ControlOptions control = new ControlOptions(options);

  final ManageOptions manage = new ManageOptions(options);

  final OptionList.Value<Path> rules =
      options.optional(
          "--rules",
          "DIR",
          Path.class,
          new Converters.FilePath(),
          "A folder with the vendor's rule files (RUL-1), which is watched: the actions of rules that fire go to the log, the console, and where the next option says.");

  final OptionList.Value<List<URI>> rulesWebhook =
      options.many(
          "--rules-webhook",
          "URL",
          URI.class,
          new ServeConverters.Webhook(),
          "Where each action is posted as JSON (RUL-4). May be repeated.");

  final OptionList.Value<List<Map.Entry<String, String>>> rulesOption =
      options.many(
          "--rules-option",
          "HANDLER.NAME=VALUE",
          Map.Entry.class,
          new Converters.NameAndValue(),
          "An option of an action handler that is on the module path. May be repeated.");

  final OptionList.Value<Path> config =
      options.optional(
          SettingDefaults.CONFIG,
          "FILE",
          Path.class,
          new Converters.FilePath(),
          "Read settings from a properties file in UTF-8: a line NAME=VALUE for each.");

  /** What a transport that keeps voice calls and tokens itself is told of them. */
  Map<String, String> shared() {
    return Map.of(
        "max-conversations", maxConversations.get().toString(),
        "max-calls", maxCalls.get().toString(),
        "max-calls-per-conversation", maxCallsPerConversation.get().toString(),
        "conversation-ttl-seconds", Long.toString(conversationTtl.get().toSeconds()),
        "max-tokens", maxTokens.get().toString(),
        "reuse-voice-call-ids", Boolean.toString(profile.get() == Profile.V58));
  }

  /** Gives a command these options. */
  void addTo(CommandSpec command) {
    options.addTo(command);
  }

  /** Whether the server is for development: nobody else's call center may call. */
  boolean isDevelopment() {
    return development.dev.get() || (choices().isEmpty() && callCenterFolder.find().isEmpty());
  }

  /** The operator's token, from wherever it comes. */
  Optional<String> operatorToken() throws CommandFailure {
    Optional<Path> file = operatorTokenFile.find();
    if (file.isEmpty()) {
      return operatorToken.find();
    }
    if (operatorToken.find().isPresent()) {
      throw CommandFailure.usage("--operator-token and --operator-token-file: give one of them");
    }
    String token =
        SecretFile.firstLine("--operator-token-file", file.get(), "the operator's token");
    try {
      return Optional.of(new ServeConverters.OperatorTokenText().convert(token));
    } catch (TypeConversionException tooShort) {
      throw CommandFailure.usage("--operator-token-file: " + tooShort.getMessage());
    }
  }

  /** How the call centers that may call are named. */
  List<CallCenterChoice> choices() {
    return callCenter.find().orElse(List.of());
  }

  /** The call centers outside of development mode. */
  List<CallCenterOption> callCenters() throws CommandFailure {
    List<CallCenterOption> named = new ArrayList<>();
    for (CallCenterChoice choice : choices()) {
      if (choice instanceof CallCenterOption whole) {
        named.add(whole);
      } else {
        throw CommandFailure.usage(
            "--call-center: must be "
                + CallCenterOption.LABEL
                + ", not \""
                + ((ApiName) choice).value()
                + "\"");
      }
    }
    return named;
  }
}

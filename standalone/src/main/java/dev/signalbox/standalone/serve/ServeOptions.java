package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.sender.HttpTransport;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.SettingDefaults;
import dev.signalbox.standalone.identity.CallCenterOption;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** Everything that an operator can set. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServeOptions {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "The address to listen on.")
  String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      converter = Converters.Port.class,
      description = "The port to listen on; 0 takes any that is free.")
  int port;

  @Option(
      names = "--engine",
      paramLabel = "jdk|netty",
      defaultValue = "jdk",
      converter = ServeConverters.EngineName.class,
      description = "The HTTP server under the endpoint: the JDK's, or one on Netty, which costs less per" + " request.")
  Engine engine;

  @Option(
      names = "--call-center",
      paramLabel = CallCenterOption.LABEL,
      converter = CallCenterOption.WithKey.class,
      split = SettingDefaults.SEPARATOR,
      hideParamSyntax = true,
      showDefaultValue = Help.Visibility.NEVER,
      description = "A call center that may call, and its public key or certificate (AUTH-3). May be" + " repeated, also for one call center with several keys. Default: a development call" + " center, on loopback only.")
  List<CallCenterOption> callCenter = new ArrayList<>();

  @Option(
      names = "--weak-keys",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Allow call centers' keys of 1024 bits (AUTH-3).")
  boolean weakKeys;

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      split = SettingDefaults.SEPARATOR,
      hideParamSyntax = true,
      showDefaultValue = Help.Visibility.NEVER,
      description = "Take only tokens with this aud (AUTH-4). May be repeated. Default: aud is not checked.")
  List<String> audience = new ArrayList<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      converter = Converters.FilePath.class,
      description = "The folder in which .signalbox has the development call center's key.")
  Path dir;

  @Option(
      names = "--strict",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Refuse a later leg's key instead of resolving it (KEY-3).")
  boolean strict;

  @Option(
      names = "--profile",
      paramLabel = "v58|v67",
      defaultValue = "v67",
      converter = ServeConverters.ProfileName.class,
      description = "The version of the vendor's page by which bodies are judged (BODY-2).")
  Profile profile;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      split = SettingDefaults.SEPARATOR,
      hideParamSyntax = true,
      showDefaultValue = Help.Visibility.NEVER,
      description = "An intelligence source that is allowed (BODY-2). May be repeated. Default: what the" + " profile allows.")
  List<String> service = new ArrayList<>();

  @Option(
      names = "--ordering",
      paramLabel = "reject|sort",
      defaultValue = "reject",
      converter = ServeConverters.OrderingName.class,
      description = "What becomes of a batch whose events are not in order (EVT-4).")
  Ordering ordering;

  @Option(
      names = "--require-known-calls",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Refuse batches for calls that were not registered (KEY-4).")
  boolean requireKnownCalls;

  @Option(
      names = "--quiet",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Print no delivered batches on standard output.")
  boolean quiet;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "10",
      converter = Converters.UpToADay.class,
      description = "How long deliveries may take after SIGTERM or SIGINT (DLV-6).")
  Duration drain;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "1048576",
      converter = Converters.BodySize.class,
      description = "The largest body that is read (BODY-4).")
  int maxBody;

  @Option(
      names = "--max-tokens",
      paramLabel = "COUNT",
      defaultValue = "1000000",
      converter = Converters.Count.class,
      description = "How many used jti each call center's replay memory holds (AUTH-5).")
  int maxTokens;

  @Option(
      names = "--max-conversations",
      paramLabel = "COUNT",
      defaultValue = "100000",
      converter = Converters.Count.class,
      description = "How many conversations are live at once (CALL-5).")
  int maxConversations;

  @Option(
      names = "--conversation-ttl",
      paramLabel = "SECONDS",
      defaultValue = "86400",
      converter = Converters.AYearAtMost.class,
      description = "How long after its last use a conversation is forgotten (CALL-5).")
  Duration conversationTtl;

  @Option(
      names = "--max-calls",
      paramLabel = "COUNT",
      defaultValue = "1000000",
      converter = Converters.Count.class,
      description = "How many voice calls are registered in all.")
  int maxCalls;

  @Option(
      names = "--max-calls-per-conversation",
      paramLabel = "COUNT",
      defaultValue = "1000",
      converter = Converters.Count.class,
      description = "How many registered voice calls one conversation has (CALL-3).")
  int maxCallsPerConversation;

  @Option(
      names = "--max-attribute-bytes",
      paramLabel = "BYTES",
      defaultValue = "33554432",
      converter = Converters.NotNegative.class,
      description = "How much room there is for what registered calls say beside their keys; what does not" + " fit is not kept (CALL-1).")
  long maxAttributeBytes;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "inmemory",
      description = "What carries batches: inmemory to subscribers in the program, http to another endpoint as well.")
  String transport;

  @Option(
      names = "--max-batches-per-conversation",
      paramLabel = "COUNT",
      converter = Converters.Count.class,
      description = "How many batches of one conversation wait for delivery (DLV-5). Default in memory: 256")
  Optional<Integer> maxBatchesPerConversation;

  @Option(
      names = "--max-batches",
      paramLabel = "COUNT",
      converter = Converters.Count.class,
      description = "How many batches wait for delivery in all (DLV-5). Default in memory: 16384")
  Optional<Integer> maxBatches;

  @Option(
      names = "--max-bytes",
      paramLabel = "BYTES",
      converter = Converters.Bytes.class,
      description = "How much memory waiting batches take (DLV-5). Default in memory: 67108864")
  Optional<Long> maxBytes;

  @Option(
      names = "--max-stuck-calls",
      paramLabel = "COUNT",
      converter = Converters.CountOrNone.class,
      description = "On how many calls at once a subscriber may be stuck before it delays others (DLV-3)." + " Default in memory: 256")
  Optional<Integer> maxStuckCalls;

  @Option(
      names = "--transport-option",
      paramLabel = "NAME=VALUE",
      converter = Converters.NameAndValue.class,
      split = SettingDefaults.SEPARATOR,
      hideParamSyntax = true,
      showDefaultValue = Help.Visibility.NEVER,
      description = "An option of a transport that has others. May be repeated.")
  List<Map.Entry<String, String>> transportOption = new ArrayList<>();

  @Option(
      names = "--to",
      paramLabel = "URL",
      converter = ServeConverters.RelayAddress.class,
      description = "With --transport http: the upstream endpoint, to which every batch and voice call is relayed.")
  Optional<URI> to;

  @Option(
      names = "--to-call-center",
      paramLabel = "ORG:API_NAME",
      converter = CallCenterOption.Named.class,
      description = "With --transport http: as which call center of the upstream endpoint.")
  Optional<CallCenterId> toCallCenter;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description = "With --transport http: that call center's private key in PEM form.")
  Optional<Path> key;

  @Option(
      names = "--relay",
      paramLabel = "queue|sync",
      converter = ServeConverters.RelayMode.class,
      description = "With --transport http: whether a batch is accepted when it waits in the relay, or only" + " when the upstream endpoint has accepted it. Default: queue")
  Optional<HttpTransport.Mode> relay;

  @Option(
      names = "--console",
      converter = Converters.TrueOrFalse.class,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Show what happens on the page /console, to people who have the operator's token. In development" + " mode it is always there, and needs none.")
  boolean console;

  @Option(
      names = "--operator-token",
      paramLabel = "TOKEN",
      converter = ServeConverters.OperatorToken.class,
      description = "What the console's page asks for, 16 characters or more. The environment or the file keeps" + " it out of the list of processes.")
  Optional<String> operatorToken;

  @Option(
      names = "--rules",
      paramLabel = "DIR",
      converter = Converters.FilePath.class,
      description = "A folder with the vendor's rule files (RUL-1), which is watched: the actions of rules" + " that fire go to the log, the console, and where the next option says.")
  Optional<Path> rules;

  @Option(
      names = "--rules-webhook",
      paramLabel = "URL",
      converter = ServeConverters.Webhook.class,
      split = SettingDefaults.SEPARATOR,
      hideParamSyntax = true,
      showDefaultValue = Help.Visibility.NEVER,
      description = "Where each action is posted as JSON (RUL-4). May be repeated.")
  List<URI> rulesWebhook = new ArrayList<>();

  @Option(
      names = "--rules-option",
      paramLabel = "HANDLER.NAME=VALUE",
      converter = Converters.NameAndValue.class,
      split = SettingDefaults.SEPARATOR,
      hideParamSyntax = true,
      showDefaultValue = Help.Visibility.NEVER,
      description = "An option of an action handler that is on the module path. May be repeated.")
  List<Map.Entry<String, String>> rulesOption = new ArrayList<>();

  @Option(
      names = SettingDefaults.CONFIG,
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description = "Read settings from a properties file in UTF-8: a line NAME=VALUE for each.")
  Optional<Path> config;
}

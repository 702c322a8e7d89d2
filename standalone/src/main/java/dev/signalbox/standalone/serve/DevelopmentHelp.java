package dev.signalbox.standalone.serve;

import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ShellWords;
import dev.signalbox.standalone.identity.CallCenterOption;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.tls.DevelopmentCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a server in development mode prints when it starts: how to connect, commands to paste. */
final class DevelopmentHelp {
  private static final String CALL = "demo-1";
  private static final String VALUE = "CustomerAngry";
  private static final String SERVICE = "AmazonConnectContactLens";

  private DevelopmentHelp() {}

  static String of(ServeOptions options, DevelopmentMode mode, String listening) {
    String url = mode.open() ? reachable(listening) : listening;
    DevelopmentCallCenter callCenter = mode.callCenter();
    StringBuilder help = new StringBuilder();
    help.append("Development mode")
        .append(mode.open() ? "" : ", for this machine only")
        .append("\n  base URL     ")
        .append(url)
        .append("\n  console      ")
        .append(url)
        .append("/console\n  org id       ")
        .append(callCenter.id().orgId().asGiven())
        .append("\n  API name     ")
        .append(callCenter.id().apiName())
        .append(callCenter.privateKey().isPresent() ? "\n  private key  " : "\n  public key   ")
        .append(callCenter.keyFile().toAbsolutePath().normalize())
        .append('\n');
    mode.consoleToken()
        .ifPresent(token -> help.append("  console token  ").append(token).append('\n'));
    if (mode.open()) {
      help.append(
          "WARNING: other machines reach this server. The key is enough to send, and the console's"
              + " token to see everything. Don't use it for real calls.\n");
    }
    if (!options.development.dev.get()) {
      help.append("To use your own call center, start with --dev --org ORG --call-center API_NAME")
          .append(" --key private.pem, or, to be more than a stand-in, with --call-center ")
          .append(CallCenterOption.LABEL)
          .append(".\n");
    }
    if (callCenter.privateKey().isPresent()) {
      commands(help, options, mode, url);
    } else {
      help.append("There is no private key here: the console's form asks for a token.");
    }
    return help.toString();
  }

  private static void commands(
      StringBuilder help, ServeOptions options, DevelopmentMode mode, String url) {
    String program = ShellWords.program();
    String service = options.service.find().orElse(List.of()).stream().findFirst().orElse(SERVICE);
    String identity = identity(options, mode);
    String to = url.equals(Converters.EndpointUrl.DEFAULT) ? "" : " --to " + url;
    help.append("In another terminal, try:\n");
    if (options.requireKnownCalls.get()) {
      help.append(String.join("", "  ", program, " call --call ", CALL, to, identity, "\n"));
    }
    help.append(String.join("", "  ", program, " send --call ", CALL, " --value ", VALUE));
    if (!service.equals(SERVICE)) {
      help.append(" --service ").append(ShellWords.quote(service));
    }
    help.append(to).append(identity).append('\n');
    help.append("  curl -sS ")
        .append(certificate(options))
        .append(
            ShellWords.quote(
                url + "/telephony/v1/voiceCalls/" + CALL + "/realtimeConversationEvents"))
        .append(" -H \"Authorization: Bearer $(")
        .append(program)
        .append(" token")
        .append(to)
        .append(identity)
        .append(")\" -H 'Content-Type: application/json' -d ")
        .append(
            ShellWords.quote(
                "{\"service\":"
                    + new JsonText().value(service)
                    + ",\"events\":[{\"type\":\"IntelligenceSignal__Category\",\"value\":\""
                    + VALUE
                    + "\",\"startTime\":"))
        .append("$(date +%s)")
        .append(ShellWords.quote("000}]}"));
  }

  /** An address that can be called, of a server that listens on all. */
  private static String reachable(String listening) {
    URI url = URI.create(listening);
    boolean any = List.of("0.0.0.0", "[::]").contains(url.getHost());
    return any ? url.getScheme() + "://127.0.0.1:" + url.getPort() : listening;
  }

  private static String certificate(ServeOptions options) {
    return options.tls.isDevelopment()
        ? "--cacert "
            + ShellWords.quote(
                DevelopmentCertificate.in(DevelopmentCallCenter.folder(options.dir.get()))
                    .certificate()
                    .normalize()
                    .toString())
            + " "
        : "";
  }

  /** The shell's command that prints a token. */
  static String tokenCommand(ServeOptions options, Optional<DevelopmentMode> mode) {
    return ShellWords.program() + " token" + mode.map(m -> identity(options, m)).orElse("");
  }

  private static String identity(ServeOptions options, DevelopmentMode mode) {
    StringBuilder words = new StringBuilder();
    DevelopmentCallCenter callCenter = mode.callCenter();
    if (!callCenter.keyFile().equals(DevelopmentCallCenter.privateKey(options.dir.get()))) {
      words
          .append(" --org ")
          .append(callCenter.id().orgId().asGiven())
          .append(" --call-center ")
          .append(ShellWords.quote(callCenter.id().apiName()))
          .append(" --key ")
          .append(ShellWords.quote(callCenter.keyFile().toString()));
    } else if (!options.dir.get().equals(Path.of("."))) {
      words.append(" --dir ").append(ShellWords.quote(options.dir.get().toString()));
    }
    options.audience.find().orElse(List.of()).stream()
        .findFirst()
        .ifPresent(name -> words.append(" --audience ").append(ShellWords.quote(name)));
    return words.toString();
  }
}

package dev.signalbox.standalone.serve;

import dev.signalbox.core.internal.json.JsonText;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.ShellWords;
import dev.signalbox.standalone.identity.CallCenterOption;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import dev.signalbox.standalone.tls.DevelopmentCertificate;
import java.nio.file.Path;
import java.util.List;

/** Commands to paste, which a server in development mode prints when it starts. */
final class DevelopmentHelp {
  private static final String CALL = "demo-1";
  private static final String VALUE = "CustomerAngry";
  private static final String SERVICE = "AmazonConnectContactLens";

  private DevelopmentHelp() {}

  static String of(ServeOptions options, String url) {
    String program = ShellWords.program();
    String service = options.service.find().orElse(List.of()).stream().findFirst().orElse(SERVICE);
    String identity = identity(options);
    String to = url.equals(Converters.EndpointUrl.DEFAULT) ? "" : " --to " + url;
    StringBuilder help = new StringBuilder();
    help.append("Development mode: the call center ")
        .append(DevelopmentCallCenter.ID.apiName())
        .append(" of the org ")
        .append(DevelopmentCallCenter.ID.orgId())
        .append(", with its key in ")
        .append(DevelopmentCallCenter.folder(options.dir.get()).normalize())
        .append(", may call ")
        .append(url)
        .append(
            " from this machine. To use your own call center, start with --call-center "
                + CallCenterOption.LABEL
                + ".\nThe console shows what happens: ")
        .append(url)
        .append("/console\nIn another terminal, try:\n");
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
    return help.toString();
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
  static String tokenCommand(ServeOptions options) {
    return ShellWords.program() + " token" + identity(options);
  }

  private static String identity(ServeOptions options) {
    StringBuilder words = new StringBuilder();
    if (!options.dir.get().equals(Path.of("."))) {
      words.append(" --dir ").append(ShellWords.quote(options.dir.get().toString()));
    }
    if (!options.audience.find().orElse(List.of()).isEmpty()) {
      words
          .append(" --audience ")
          .append(ShellWords.quote(options.audience.find().orElse(List.of()).get(0)));
    }
    return words.toString();
  }
}

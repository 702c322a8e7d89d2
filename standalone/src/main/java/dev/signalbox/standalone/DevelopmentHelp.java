package dev.signalbox.standalone;

import java.nio.file.Path;
import java.util.List;

/** What a server in development mode tells who started it: commands to paste. */
final class DevelopmentHelp {
  private static final String CALL = "demo-1";
  private static final String VALUE = "CustomerAngry";
  private static final String SERVICE = "AmazonConnectContactLens";

  private DevelopmentHelp() {}

  static String of(Settings settings, String url) {
    // The launcher says how it was called.
    String program = Curl.quoted(System.getProperty("signalbox.command", "./signalbox"));
    String service = settings.all(ServeSettings.SERVICE).stream().findFirst().orElse(SERVICE);
    String identity = identity(settings);
    String to = url.equals(EndpointClient.DEFAULT_URL) ? "" : " --to " + url;
    StringBuilder help = new StringBuilder();
    help.append("Development mode: the call center ")
        .append(DevelopmentCallCenter.ID.apiName())
        .append(" of the org ")
        .append(DevelopmentCallCenter.ID.orgId())
        .append(", with its key in ")
        .append(DevelopmentCallCenter.folder(settings.one(ServeSettings.DIR)).normalize())
        .append(", may call ")
        .append(url)
        .append(
            " from this machine. With --call-center this mode ends.\nThe console shows what happens: ")
        .append(url)
        .append("/console\nIn another terminal, try:\n");
    if (settings.one(ServeSettings.REQUIRE_KNOWN_CALLS)) {
      help.append(String.join("", "  ", program, " call --call ", CALL, to, identity, "\n"));
    }
    help.append(String.join("", "  ", program, " send --call ", CALL, " --value ", VALUE));
    if (!service.equals(SERVICE)) {
      help.append(" --service ").append(Curl.quoted(service));
    }
    help.append(to).append(identity).append('\n');
    help.append("  curl -sS ")
        .append(
            Curl.quoted(url + "/telephony/v1/voiceCalls/" + CALL + "/realtimeConversationEvents"))
        .append(" -H \"Authorization: Bearer $(")
        .append(program)
        .append(" token")
        .append(identity)
        .append(")\" -H 'Content-Type: application/json' -d ")
        .append(
            Curl.quoted(
                "{\"service\":\""
                    + service.replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\",\"events\":[{\"type\":\"IntelligenceSignal__Category\",\"value\":\""
                    + VALUE
                    + "\",\"startTime\":"))
        .append("$(date +%s)")
        .append(Curl.quoted("000}]}"));
    return help.toString();
  }

  /** The shell's command that prints a token. */
  static String tokenCommand(Settings settings) {
    return Curl.quoted(System.getProperty("signalbox.command", "./signalbox"))
        + " token"
        + identity(settings);
  }

  private static String identity(Settings settings) {
    StringBuilder options = new StringBuilder();
    Path dir = settings.one(ServeSettings.DIR);
    if (!dir.equals(Path.of("."))) {
      options.append(" --dir ").append(Curl.quoted(dir.toString()));
    }
    List<String> audiences = settings.all(ServeSettings.AUDIENCE);
    if (!audiences.isEmpty()) {
      options.append(" --audience ").append(Curl.quoted(audiences.get(0)));
    }
    return options.toString();
  }
}

package dev.signalbox.standalone.landing;

import dev.signalbox.core.format.ProblemType;
import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointFilter;
import dev.signalbox.transport.http.EndpointOutcome;
import dev.signalbox.transport.http.EndpointRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Answers browsers: leads them from {@code /} to the console, or shows a small page, and says in
 * HTML that there is nothing at other paths. Who may call is told to nobody (AUTH-1). All other
 * clients are answered as REQ-1 says.
 */
public final class BrowserPages implements EndpointFilter {
  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final String scheme;
  private final boolean console;
  private final String page = new String(resource("page.html"), StandardCharsets.UTF_8);
  private final byte[] icon = resource("favicon.ico");

  /**
   * Pages of a server.
   *
   * @param scheme of the server's address
   * @param console whether there is a console
   */
  public BrowserPages(String scheme, boolean console) {
    this.scheme = scheme;
    this.console = console;
  }

  @Override
  public CompletionStage<EndpointAnswer> filter(EndpointRequest request, Next next) {
    if (!READS.contains(request.method())) {
      return next.handle(request);
    }
    if (request.rawPath().equals("/favicon.ico")) {
      return CompletableFuture.completedStage(
          new EndpointAnswer.Response(
              200,
              List.of(
                  new HeaderLine("Content-Type", "image/x-icon"),
                  new HeaderLine("Cache-Control", "max-age=86400")),
              icon));
    }
    if (!HtmlPreference.of(request.headers("Accept"))) {
      return next.handle(request);
    }
    if (request.rawPath().equals("/")) {
      return CompletableFuture.completedStage(first(request));
    }
    return next.handle(request).thenApply(this::readable);
  }

  private EndpointAnswer first(EndpointRequest request) {
    if (console) {
      return new EndpointAnswer.Response(
          302,
          List.of(new HeaderLine("Location", "/console"), new HeaderLine("Vary", "Accept")),
          new byte[0]);
    }
    String host = request.headers("Host").stream().findFirst().orElse("localhost");
    String base = escaped(scheme + "://" + host);
    StringBuilder body = new StringBuilder("<h1>Signalbox</h1>");
    body.append("<p>This server takes real-time conversation events.</p><dl>")
        .append("<dt>Base URL</dt><dd><code>")
        .append(base)
        .append("</code></dd>");
    body.append("<dt>Resources</dt><dd><code>POST /telephony/v1/voiceCalls</code><br>")
        .append("<code>POST /telephony/v1/voiceCalls/{vendorCallKey}/realtimeConversationEvents")
        .append("</code></dd></dl>");
    return html(200, "Signalbox", body.toString(), Optional.empty());
  }

  private EndpointAnswer readable(EndpointAnswer answer) {
    if (answer instanceof EndpointAnswer.Response response
        && response.outcome().isPresent()
        && response.outcome().get() instanceof EndpointOutcome.Refused refused
        && refused.problem().type() == ProblemType.NO_SUCH_RESOURCE) {
      String details =
          refused.problem().violations().stream()
              .map(v -> "<p>" + escaped(v.detail()) + "</p>")
              .collect(Collectors.joining());
      return html(
          404,
          "Nothing here",
          "<h1>Nothing here</h1>" + details + "<p><a href=\"/\">To the first page</a></p>",
          response.outcome());
    }
    return answer;
  }

  private EndpointAnswer html(
      int status, String title, String body, Optional<EndpointOutcome> outcome) {
    String text = page.replace("<!-- title -->", escaped(title)).replace("<!-- body -->", body);
    return new EndpointAnswer.Response(
        status,
        List.of(
            new HeaderLine("Content-Type", "text/html; charset=utf-8"),
            new HeaderLine("Vary", "Accept"),
            new HeaderLine("Cache-Control", "no-store"),
            new HeaderLine("X-Content-Type-Options", "nosniff"),
            new HeaderLine(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'")),
        text.getBytes(StandardCharsets.UTF_8),
        outcome);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static byte[] resource(String name) {
    try (InputStream in = BrowserPages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

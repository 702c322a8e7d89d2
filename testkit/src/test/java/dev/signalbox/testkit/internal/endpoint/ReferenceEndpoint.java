package dev.signalbox.testkit.internal.endpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.OrgId;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.format.VoiceCallValidator;
import dev.signalbox.testkit.CallKeyGenerators;
import dev.signalbox.testkit.JsonDocument;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.http.ContractPaths;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.ProblemBody;
import dev.signalbox.testkit.internal.sender.DomXmlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A small endpoint that keeps the contract, except for the faults that it is told to have. It has
 * nothing of the project's own endpoint, so that both can be wrong only on their own account.
 */
@SuppressWarnings("OperatorPrecedence") // every alternative is one fault and its condition
public final class ReferenceEndpoint implements AutoCloseable {
  private static final String CALLS = "/telephony/v1/voiceCalls";
  private static final String EVENTS = "/realtimeConversationEvents";
  private static final int LIMIT = 1 << 20;

  private final Set<EndpointFault> faults;
  private final Map<CallCenterId, PublicKey> callCenters;
  private final ReferenceSink taker;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(12);
  private final Set<String> usedJtis = new HashSet<>();
  private final CyclicBarrier together = new CyclicBarrier(2);

  /** First keys by scope and key, and scope and key by id. */
  private final Map<String, String> parents = new HashMap<>();

  /** Those that have received batches. */
  private final Set<String> receiving = new HashSet<>();

  private final Map<String, String> byId = new HashMap<>();
  private final Set<String> resolved = new HashSet<>();
  private long nextId = 1;

  private ReferenceEndpoint(
      Set<EndpointFault> faults, Map<CallCenterId, PublicKey> callCenters, ReferenceSink taker)
      throws IOException {
    this.faults = faults;
    this.callCenters = callCenters;
    this.taker = taker;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static ReferenceEndpoint start(List<TokenFactory> callCenters, EndpointFault... faults) {
    return start(
        callCenters.stream()
            .collect(Collectors.toMap(TokenFactory::callCenter, TokenFactory::publicKey)),
        ReferenceSink.NONE,
        faults);
  }

  public static ReferenceEndpoint start(
      Map<CallCenterId, PublicKey> callCenters, ReferenceSink taker, EndpointFault... faults) {
    try {
      return new ReferenceEndpoint(Set.of(faults), callCenters, taker);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private boolean has(EndpointFault fault) {
    return faults.contains(fault);
  }

  /** A refusal on its way to the answer. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    final int status;
    final transient List<Violation> violations;
    final String[] headers;

    Refused(int status, List<Violation> violations, String... headers) {
      super("no");
      this.status = status;
      this.violations = violations;
      this.headers = headers;
    }

    Refused(int status, Clause clause, String detail, String... headers) {
      this(status, List.of(new Violation(clause, "", detail)), headers);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    boolean requestXml = isXml(contentType(exchange));
    boolean xml = requestXml;
    try {
      xml = answersXml(exchange, requestXml);
      String answer = answer(exchange, xml);
      String type =
          has(EndpointFault.WRONG_ANSWER_TYPE)
              ? "text/plain"
              : xml ? "application/xml" : "application/json";
      boolean call = exchange.getRequestURI().getRawPath().equals(CALLS);
      int status = call ? 201 : has(EndpointFault.STATUS_200) ? 200 : 202;
      send(exchange, status, type, answer);
    } catch (Refused refused) {
      for (int i = 0; i < refused.headers.length; i += 2) {
        exchange.getResponseHeaders().add(refused.headers[i], refused.headers[i + 1]);
      }
      problem(exchange, refused, xml);
    } catch (StackOverflowError e) {
      send(exchange, 500, "text/plain", "");
    }
  }

  private void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private void problem(HttpExchange exchange, Refused refused, boolean xml) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    String detail =
        has(EndpointFault.STACK_TRACES)
            ? "IllegalStateException at a.B(C.java:1)"
            : has(EndpointFault.TOKEN_IN_PROBLEMS) ? "The token is " + token : "No.";
    if (has(EndpointFault.HTML_ERRORS)) {
      send(exchange, refused.status, "text/html", "<h1>" + refused.status + "</h1>");
      return;
    }
    List<JsonDocument> errors = new ArrayList<>();
    if (!has(EndpointFault.NO_ERRORS_IN_PROBLEMS)) {
      for (Violation violation : refused.violations) {
        errors.add(
            JsonDocument.obj()
                .with("clause", JsonDocument.str(violation.clause().id()))
                .with("pointer", JsonDocument.str(violation.pointer()))
                .with("detail", JsonDocument.str(violation.detail())));
      }
    }
    JsonDocument.Obj problem =
        JsonDocument.obj()
            .with("type", JsonDocument.str("about:blank"))
            .with("title", JsonDocument.str("Refused"))
            .with("status", JsonDocument.lit(refused.status))
            .with("detail", JsonDocument.str(detail));
    if (xml) {
      JsonDocument.Obj list = JsonDocument.obj().with("error", new JsonDocument.Arr(errors));
      String text = problem.with("errors", list).xml("problem");
      send(
          exchange,
          refused.status,
          "application/problem+xml",
          text.replaceFirst("<problem>", "<problem xmlns=\"urn:ietf:rfc:7807\">"));
    } else {
      String type =
          has(EndpointFault.PROBLEM_AS_PLAIN_JSON)
              ? "application/json"
              : "application/problem+json";
      send(
          exchange,
          refused.status,
          type,
          problem.with("errors", new JsonDocument.Arr(errors)).json());
    }
  }

  /** The path of a target that is one, or has http:// or https:// before it; the rest is none. */
  private String path(URI target) {
    String scheme = target.getScheme();
    boolean http =
        has(EndpointFault.TAKES_ANY_SCHEME)
            || (scheme == null ? target.getRawAuthority() == null : scheme.startsWith("http"));
    return http ? target.getRawPath() : "/?";
  }

  private String answer(HttpExchange exchange, boolean xml) throws IOException, Refused {
    if (exchange.getRequestHeaders().getOrDefault("Host", List.of()).size() != 1) {
      throw new Refused(400, Clause.RES_3, "There is one Host.");
    }
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && length.startsWith("+") && !has(EndpointFault.TAKES_PLUS_IN_LENGTH)) {
      throw new Refused(400, Clause.RES_3, "A length has digits alone.");
    }
    String path = path(exchange.getRequestURI());
    if (has(EndpointFault.MATCHES_QUERY) && exchange.getRequestURI().getRawQuery() != null) {
      path += "?";
    }
    if (has(EndpointFault.DECODES_PATH_BEFORE_SPLITTING)) {
      path = path.replaceAll("(?i)%2F", "/");
    }
    if (has(EndpointFault.FORGIVES_TRAILING_SLASH)) {
      path = path.replaceFirst("/$", "");
    }
    boolean call = path.equals(CALLS);
    String segment = call ? "" : segment(path);
    boolean found = call || !segment.equals("/");
    Optional<CallCenterId> early =
        has(EndpointFault.PATH_AFTER_TOKEN)
            ? Optional.of(authorize(exchange, call))
            : Optional.empty();
    if (!found || (call && has(EndpointFault.REGISTERS_BATCHES_ONLY))) {
      throw new Refused(
          404,
          Clause.REQ_1,
          "There are " + CALLS + " and " + CALLS + "/{vendorCallKey}" + EVENTS + ".");
    }
    if (!exchange.getRequestMethod().equals("POST") && !has(EndpointFault.TAKES_ANY_METHOD)) {
      String[] allow = {"Allow", has(EndpointFault.NO_ALLOW_HEADER) ? "GET" : "POST"};
      throw new Refused(405, Clause.REQ_1, "Use POST.", allow);
    }
    if (has(EndpointFault.TYPE_BEFORE_TOKEN)) {
      checkType(exchange);
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (has(EndpointFault.BODY_BEFORE_TOKEN) && !call) {
      batch(exchange, body);
    }
    CallCenterId callCenter = early.isPresent() ? early.get() : authorize(exchange, call);
    if (has(EndpointFault.KEY_BEFORE_TYPE) && !call) {
      key(segment);
    }
    checkType(exchange);
    if (has(EndpointFault.BODY_BEFORE_KEY) && !call) {
      batch(exchange, body);
    }
    VendorCallKey key = call ? null : key(segment);
    checkProvider(exchange);
    boolean counted = exchange.getRequestHeaders().containsKey("Content-Length");
    int limit = has(EndpointFault.SIZE_LIMIT_EXCLUSIVE) ? LIMIT - 1 : LIMIT;
    if (body.length > limit && (counted || !has(EndpointFault.SIZE_BY_CONTENT_LENGTH))) {
      throw new Refused(413, Clause.BODY_4, "Too large.");
    }
    String answer =
        call
            ? register(exchange, callCenter, body, xml)
            : take(exchange, callCenter, key, body, xml);
    if (has(EndpointFault.JTI_REMEMBERED_AFTER_SUCCESS)) {
      exchange.getRequestHeaders().getOrDefault("Authorization", List.of()).forEach(this::remember);
    }
    return answer;
  }

  /** A key's segment; a slash where the path is none of a batch. */
  private String segment(String path) {
    String start = CALLS + "/";
    boolean same =
        path.endsWith(EVENTS)
            || (has(EndpointFault.FORGIVES_CASE_OF_PATH)
                && path.toLowerCase(Locale.ROOT).endsWith(EVENTS.toLowerCase(Locale.ROOT)));
    if (!path.startsWith(start) || !same || path.length() < start.length() + EVENTS.length()) {
      return "/";
    }
    String segment = path.substring(start.length(), path.length() - EVENTS.length());
    return segment.contains("/") ? "/" : segment;
  }

  private VendorCallKey key(String segment) throws Refused {
    String text;
    try {
      text = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refused(400, Clause.KEY_1, "Bad escape.");
    }
    if (has(EndpointFault.COUNTS_KEYS_IN_UTF_16) && text.length() > 255
        || has(EndpointFault.COUNTS_KEYS_ENCODED) && segment.length() > 255) {
      throw new Refused(400, Clause.KEY_1, "Too long.");
    }
    String tested = has(EndpointFault.CHECKS_RAW_SEGMENT_FOR_IDS) ? segment : text;
    boolean id = VoiceCallId.isVoiceCallId(tested);
    boolean like = tested.startsWith("0LQ");
    if (has(EndpointFault.ANY_15_CHARACTERS_ARE_A_VOICE_CALL_ID) && tested.length() == 15
        || has(EndpointFault.ANY_0LQ_IS_A_VOICE_CALL_ID) && like
        || has(EndpointFault.IGNORES_CHECKSUM_OF_IDS) && like && tested.length() == 18) {
      throw new Refused(400, Clause.KEY_2, "A voiceCallId.");
    }
    boolean taken =
        has(EndpointFault.NO_LIMIT_OF_KEYS) && text.length() > 255
            || has(EndpointFault.TAKES_CONTROLS_IN_KEYS) && text.chars().anyMatch(c -> c < 32)
            || has(EndpointFault.KNOWS_ONLY_ASCII_BLANKS) && !text.isEmpty() && text.charAt(0) > 127
            || has(EndpointFault.REPLACES_BAD_UTF_8_IN_KEYS) && text.contains("\uFFFD")
            || has(EndpointFault.TAKES_VOICE_CALL_IDS) && id
            || has(EndpointFault.CHECKS_RAW_SEGMENT_FOR_IDS)
                && !id
                && VoiceCallId.isVoiceCallId(text);
    if (taken) {
      return new VendorCallKey("k" + text.hashCode());
    }
    Validated<VendorCallKey> key = VendorCallKey.ofPathSegment(segment);
    if (key instanceof Validated.Valid<VendorCallKey> valid) {
      return valid.value();
    }
    throw new Refused(
        400, List.of(new Violation(key.violations().get(0).clause(), "", "A bad key.")));
  }

  private void checkProvider(HttpExchange exchange) throws Refused {
    String name = exchange.getRequestHeaders().getFirst("Telephony-Provider-Name");
    if (name == null) {
      if (has(EndpointFault.PROVIDER_REQUIRED)) {
        throw new Refused(400, Clause.HDR_2, "Missing.");
      }
      return;
    }
    boolean tooLong = name.length() > 255 && !has(EndpointFault.NO_LIMIT_OF_PROVIDERS);
    boolean badEscape =
        has(EndpointFault.PROVIDER_DECODED) && name.matches(".*%(?![0-9A-Fa-f]{2}).*");
    if (tooLong || badEscape || name.chars().anyMatch(Character::isISOControl)) {
      throw new Refused(400, Clause.HDR_2, "A bad name.");
    }
  }

  // Formats

  private static String contentType(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type == null ? "" : type.strip();
  }

  private static boolean isXml(String type) {
    return type.toLowerCase(Locale.ROOT).matches("(application|text)/xml.*");
  }

  private void checkType(HttpExchange exchange) throws Refused {
    String type = contentType(exchange);
    String cased =
        has(EndpointFault.CONTENT_TYPE_IN_ONE_CASE) ? type : type.toLowerCase(Locale.ROOT);
    String charset =
        has(EndpointFault.REFUSES_CHARSET)
            ? ""
            : has(EndpointFault.ANY_CHARSET)
                ? "(\\s*;.*)?"
                : "(\\s*;\\s*(?i:charset=\"?utf-8\"?))?";
    String media =
        "application/json|application/xml" + (has(EndpointFault.NO_TEXT_XML) ? "" : "|text/xml");
    boolean good =
        cased.matches("(" + media + ")" + charset)
            || has(EndpointFault.ANY_CONTENT_TYPE) && type.startsWith("text/plain");
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    boolean plain =
        encoding == null
            || encoding.equalsIgnoreCase("identity")
            || has(EndpointFault.IGNORES_CONTENT_ENCODING);
    if (!good || !plain) {
      throw new Refused(
          415, Clause.HDR_1, "No.", "Accept-Post", "application/json, application/xml");
    }
  }

  private boolean answersXml(HttpExchange exchange, boolean requestXml) throws Refused {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    if (accept == null || has(EndpointFault.IGNORES_ACCEPT)) {
      return accept == null && requestXml;
    }
    double json = quality(accept, "application/json");
    double xml = quality(accept, "application/xml");
    if (has(EndpointFault.NOT_ACCEPTABLE) && json == 0 && xml == 0) {
      throw new Refused(406, Clause.HDR_3, "No.");
    }
    if (has(EndpointFault.IGNORES_Q_VALUES)) {
      return accept.startsWith("application/xml");
    }
    return json == xml ? requestXml : xml > json;
  }

  private static double quality(String accept, String type) {
    double quality = 0;
    int best = -1;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.strip().split(";", -1);
      String name = parts[0].strip();
      int precision =
          name.equals(type) ? 2 : name.equals("application/*") ? 1 : name.equals("*/*") ? 0 : -1;
      if (precision > best) {
        best = precision;
        quality = 1;
        for (String part : parts) {
          if (part.strip().startsWith("q=")) {
            quality = Double.parseDouble(part.strip().substring(2));
          }
        }
      }
    }
    return quality;
  }

  // Bodies

  private String take(
      HttpExchange exchange, CallCenterId callCenter, VendorCallKey key, byte[] body, boolean xml)
      throws Refused {
    String scope = scope(callCenter);
    synchronized (this) {
      receiving.add(scope + key.value());
    }
    String first = first(scope, key.value());
    ReferenceSink.Request request =
        new ReferenceSink.Request(
            callCenter,
            key,
            new VendorCallKey(first),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Telephony-Provider-Name")),
            body);
    try {
      batch(exchange, body).ifPresent(batch -> taker.taken(request, batch));
    } catch (Refused refused) {
      taker.refused(request);
      throw refused;
    }
    boolean later = !first.equals(key.value());
    boolean silent =
        has(EndpointFault.RESOLVES_NOTHING)
            || has(EndpointFault.RESOLVES_ONCE) && later && !resolved.add(scope + key.value());
    if (later && !silent || has(EndpointFault.HEADER_ALWAYS)) {
      exchange
          .getResponseHeaders()
          .set(
              ContractPaths.FIRST_KEY,
              has(EndpointFault.HEADER_NOT_ENCODED)
                  ? first.replace("\u00E9", "e")
                  : CallKeyGenerators.encoded(first));
    }
    if (has(EndpointFault.EMPTY_ANSWER)) {
      return "";
    }
    return xml
        ? "<response><status>202 Accepted</status></response>"
        : "{\"status\":\"202 Accepted\"}";
  }

  /** Checks a batch; empty where a fault lets one pass that is none. */
  private Optional<EventBatch> batch(HttpExchange exchange, byte[] body) throws Refused {
    boolean xml = isXml(contentType(exchange));
    byte[] read = xml ? readingXml(body) : readingJson(body);
    Validated<RawBatch> raw = xml ? DomXmlReader.batch(read) : JsonFormat.INSTANCE.readBatch(read);
    if (!(raw instanceof Validated.Valid<RawBatch> valid)) {
      throw new Refused(400, raw.violations());
    }
    Validated<EventBatch> checked =
        new BatchValidator(ContractOptions.STANDARD).validate(valid.value());
    List<Violation> violations = new ArrayList<>(checked.violations());
    String text = new String(body, StandardCharsets.UTF_8);
    for (EndpointFault fault : faults) {
      violations.removeIf(fault.ignored());
      if (fault.adding().pattern().matcher(text).find()) {
        violations.add(fault.adding().violation());
      }
    }
    order(text, violations);
    completeness(violations);
    if (!violations.isEmpty()) {
      throw new Refused(400, violations);
    }
    return checked instanceof Validated.Valid<EventBatch> batch
        ? Optional.of(batch.value())
        : Optional.empty();
  }

  private void order(String text, List<Violation> violations) {
    List<Long> times = new ArrayList<>();
    Matcher matcher = Pattern.compile("\"startTime\":(\\d{1,19})[,}]").matcher(text);
    while (matcher.find()) {
      BigInteger time = new BigInteger(matcher.group(1));
      boolean valid = time.bitLength() < 64;
      long before = times.isEmpty() ? 0 : times.get(times.size() - 1);
      times.add(valid ? time.longValue() : before);
    }
    if (has(EndpointFault.EQUAL_TIMES_UNSORTED)) {
      for (int i = 1; i < times.size(); i++) {
        if (times.get(i).equals(times.get(i - 1))) {
          violations.add(unsorted(i));
        }
      }
    }
    if (has(EndpointFault.ORDER_BY_GREATEST)) {
      long greatest = -1;
      violations.removeIf(v -> v.clause() == Clause.EVT_4);
      for (int i = 0; i < times.size(); i++) {
        if (times.get(i) < greatest) {
          violations.add(unsorted(i));
        }
        greatest = Math.max(greatest, times.get(i));
      }
    }
    violations.removeIf(
        v -> {
          if (v.clause() != Clause.EVT_4) {
            return false;
          }
          int i = Integer.parseInt(v.pointer().split("/", -1)[2]);
          if (i >= times.size()) {
            return false;
          }
          long before = times.get(i - 1);
          long after = times.get(i);
          return has(EndpointFault.ORDER_IN_SECONDS) && before / 1000 == after / 1000
              || has(EndpointFault.ORDER_IN_32_BITS) && (int) (after - before) >= 0
              || has(EndpointFault.ORDER_WITHOUT_LAST) && i == times.size() - 1;
        });
    if (has(EndpointFault.FIRST_DESCENT_ONLY)) {
      boolean[] seen = {false};
      violations.removeIf(
          v -> {
            boolean again = v.clause() == Clause.EVT_4 && seen[0];
            seen[0] |= v.clause() == Clause.EVT_4;
            return again;
          });
    }
    if (has(EndpointFault.END_AFTER_START)
        && text.matches("(?s).*\"startTime\":(\\d+),\"endTime\":\\1[,}].*")) {
      violations.add(new Violation(Clause.EVT_7, "/events/0/endTime", "Too early."));
    }
  }

  private static Violation unsorted(int i) {
    return new Violation(Clause.EVT_4, "/events/" + i + "/startTime", "Unsorted.");
  }

  private void completeness(List<Violation> violations) {
    if (has(EndpointFault.ONLY_FIRST_VIOLATION) && violations.size() > 1) {
      violations.subList(1, violations.size()).clear();
    }
    if (has(EndpointFault.ONE_VIOLATION_PER_EVENT)) {
      Set<String> events = new HashSet<>();
      violations.removeIf(
          v ->
              v.pointer().startsWith("/events/")
                  && !events.add(v.pointer().replaceFirst("(/events/\\d+).*", "$1")));
    }
    if (has(EndpointFault.MORE_THAN_100_VIOLATIONS) && violations.size() == 100) {
      violations.add(violations.get(0));
    }
    if (has(EndpointFault.EVENTS_ONLY_IF_BATCH_IS_VALID)
        && violations.stream().anyMatch(v -> !v.pointer().startsWith("/events/"))) {
      violations.removeIf(v -> v.pointer().startsWith("/events/"));
    }
  }

  private byte[] readingJson(byte[] body) {
    if (has(EndpointFault.CRASHES_ON_DEEP_NESTING) && body.length > 50_000 && body[1000] == '[') {
      throw new StackOverflowError();
    }
    if (has(EndpointFault.STUMBLES_OVER_BYTE_ORDER_MARK)
        && body.length > 0
        && body[0] == (byte) 0xEF) {
      return new byte[0];
    }
    if (has(EndpointFault.DETECTS_UTF_16) && body.length > 1 && body[0] == (byte) 0xFE) {
      return new String(body, StandardCharsets.UTF_16).getBytes(StandardCharsets.UTF_8);
    }
    if (has(EndpointFault.REPLACES_BAD_UTF_8)) {
      return new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }
    if (has(EndpointFault.LAST_OF_DUPLICATE_MEMBERS)
        && JsonFormat.INSTANCE.readBatch(body).violations().toString().contains("twice")) {
      return ProblemBody.json(HttpAnswer.of(200, List.of(), body))
          .map(object -> object.toString().getBytes(StandardCharsets.UTF_8))
          .orElse(body);
    }
    String text = new String(body, StandardCharsets.UTF_8);
    if (has(EndpointFault.IGNORES_TRAILING_CONTENT) && text.contains("}{")) {
      text = text.substring(0, text.indexOf("}{") + 1);
      return text.getBytes(StandardCharsets.UTF_8);
    }
    String changed = text;
    for (EndpointFault fault : faults) {
      changed = fault.reading().apply(changed);
    }
    return !changed.equals(text) ? changed.getBytes(StandardCharsets.UTF_8) : body;
  }

  private byte[] readingXml(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    Matcher external = Pattern.compile("SYSTEM '(http://[^']*)'").matcher(text);
    if (has(EndpointFault.FETCHES_ENTITIES) && external.find()) {
      contact(URI.create(external.group(1)));
    }
    if (has(EndpointFault.SKIPS_DTD) && text.contains("<!DOCTYPE")) {
      return text.replaceFirst("<!DOCTYPE \\w+>", "").getBytes(StandardCharsets.UTF_8);
    }
    return body;
  }

  private static void contact(URI uri) {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      if (socket.getInputStream().read() >= 0) {
        throw new IllegalStateException("a trap says nothing");
      }
    } catch (IOException e) {
      // It has been contacted all the same.
    }
  }

  // Voice calls

  private String scope(CallCenterId callCenter) {
    return has(EndpointFault.KEYS_FOR_ALL_ORGS) ? "" : callCenter + "/";
  }

  private synchronized String first(String scope, String key) {
    String at = key;
    Set<String> seen = new LinkedHashSet<>();
    for (String parent = parents.get(scope + at);
        parent != null && !parent.equals(at) && seen.add(at);
        parent = parents.get(scope + at)) {
      at = parent;
      if (has(EndpointFault.RESOLVES_ONE_STEP) || has(EndpointFault.CLOSES_CYCLES)) {
        return at;
      }
    }
    return at;
  }

  private synchronized String register(
      HttpExchange exchange, CallCenterId callCenter, byte[] body, boolean xml) throws Refused {
    Validated<Map<String, DocumentValue>> raw =
        isXml(contentType(exchange))
            ? DomXmlReader.voiceCall(body)
            : JsonFormat.INSTANCE.readVoiceCall(body);
    if (!(raw instanceof Validated.Valid<Map<String, DocumentValue>> valid)) {
      throw new Refused(400, raw.violations());
    }
    Map<String, DocumentValue> record = new HashMap<>(valid.value());
    DocumentValue method = record.get("initiationMethod");
    String methodText = method == null ? "" : method.asText().orElse("");
    if (has(EndpointFault.TRANSFER_WITHOUT_PARENT)
        && !record.containsKey("parentVoiceCallId")
        && method != null
        && methodText.equalsIgnoreCase("transfer")) {
      record.put("initiationMethod", new DocumentValue.Text("Inbound"));
    }
    Validated<VoiceCall> checked = VoiceCallValidator.validate(record);
    boolean refusesCase =
        has(EndpointFault.METHOD_IN_ONE_CASE)
            && method != null
            && methodText.equals(methodText.toLowerCase(Locale.ROOT));
    boolean refusesNull =
        has(EndpointFault.NULL_IN_RECORDS_REFUSED)
            && record.values().stream().anyMatch(DocumentValue.Null.class::isInstance);
    if (!(checked instanceof Validated.Valid<VoiceCall> validCall) || refusesCase || refusesNull) {
      throw new Refused(
          400,
          checked.violations().isEmpty()
              ? List.of(new Violation(Clause.CALL_1, "", "No."))
              : checked.violations());
    }
    VoiceCall call = validCall.value();
    link(scope(callCenter), call);
    taker.registered(callCenter, call.vendorCallKey());
    String id = id();
    if (has(EndpointFault.SAME_ID_AGAIN)) {
      for (Map.Entry<String, String> known : byId.entrySet()) {
        if (known.getValue().equals(scope(callCenter) + call.vendorCallKey().value())) {
          id = known.getKey().substring(known.getKey().lastIndexOf('/') + 1);
        }
      }
    }
    String idScope = has(EndpointFault.IDS_FOR_ALL_ORGS) ? "/" : scope(callCenter);
    byId.put(idScope + id, scope(callCenter) + call.vendorCallKey().value());
    String shown =
        has(EndpointFault.ID_OF_15)
            ? id.substring(0, 15)
            : has(EndpointFault.WRONG_CHECKSUM_IN_ID) ? id.substring(0, 15) + "zzz" : id;
    return xml
        ? "<voiceCall><voiceCallId>" + shown + "</voiceCallId></voiceCall>"
        : "{\"voiceCallId\":\"" + shown + "\",\"errors\":[]}";
  }

  private String id() {
    String id = String.format("0LQ%012d", nextId++);
    return id + CallKeyGenerators.checksum(id);
  }

  private void link(String scope, VoiceCall call) throws Refused {
    String key = call.vendorCallKey().value();
    String known = parents.get(scope + key);
    Optional<String> parent = call.parent();
    boolean ignored =
        has(EndpointFault.ONLY_TRANSFERS_LINKED)
            && call.initiationMethod() != InitiationMethod.TRANSFER;
    if (parent.isEmpty() || ignored) {
      if (known == null || has(EndpointFault.FORGETS_PARENT_WHEN_REGISTERED_AGAIN)) {
        parents.put(scope + key, key);
      }
      return;
    }
    String named = parentKey(scope, parent.get());
    if (named.isEmpty()) {
      if (has(EndpointFault.UNKNOWN_PARENT_TAKEN)) {
        parents.put(scope + key, parent.get());
        return;
      }
      throw new Refused(
          400, List.of(new Violation(Clause.CALL_2, "/parentVoiceCallId", "Unknown.")));
    }
    if (has(EndpointFault.CLOSES_CYCLES)) {
      parents.put(scope + key, named);
      return;
    }
    String first = first(scope, named);
    boolean other = known != null && !first(scope, key).equals(first);
    if (other && !has(EndpointFault.MOVES_BETWEEN_CONVERSATIONS)) {
      throw new Refused(
          400,
          List.of(new Violation(Clause.CALL_3, "/parentVoiceCallId", "Another conversation.")));
    }
    if (!first.equals(key)) {
      parents.put(scope + key, named);
      parents.putIfAbsent(scope + named, named);
    }
  }

  /** The key that a parent is known by; empty for an unknown one. */
  private String parentKey(String scope, String parent) {
    if (parents.containsKey(scope + parent) || receiving.contains(scope + parent)) {
      return parent;
    }
    if (has(EndpointFault.PARENT_BY_KEY_ALONE)) {
      return "";
    }
    String id = parent;
    if (parent.length() == 15 && !has(EndpointFault.PARENT_BY_LONG_ID_ALONE)) {
      id = parent + CallKeyGenerators.checksum(parent);
    }
    String idScope = has(EndpointFault.IDS_FOR_ALL_ORGS) ? "/" : scope;
    String found = byId.getOrDefault(idScope + id, "");
    return found.substring(found.lastIndexOf('/') + 1);
  }

  // TokenFactory

  private CallCenterId authorize(HttpExchange exchange, boolean call) throws Refused {
    List<String> values = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
    String challenge = has(EndpointFault.NO_CHALLENGE) ? "Basic" : "Bearer";
    if (values.isEmpty()) {
      throw new Refused(401, Clause.AUTH_1, "Unauthorized.", "WWW-Authenticate", challenge);
    }
    String pattern = has(EndpointFault.SCHEME_IN_ONE_CASE) ? "Bearer " : "(?i)Bearer ";
    boolean one = values.size() == 1 || has(EndpointFault.FIRST_OF_TWO_TOKENS);
    String token = values.get(0).replaceFirst("^" + pattern, "");
    try {
      if (!one || token.equals(values.get(0))) {
        throw new GeneralSecurityException("no token");
      }
      return verify(token, call);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new Refused(
          401,
          Clause.AUTH_1,
          has(EndpointFault.TELLS_WHAT_IS_WRONG_WITH_TOKENS)
              ? "Bad: " + e.getMessage()
              : "Unauthorized.",
          "WWW-Authenticate",
          challenge + " error=\"invalid_token\"");
    }
  }

  private static void must(boolean condition, String what) throws GeneralSecurityException {
    if (!condition) {
      throw new GeneralSecurityException(what);
    }
  }

  private Map<String, DocumentValue> object(String part) throws GeneralSecurityException {
    must(part.matches("[A-Za-z0-9_-]*"), "base64");
    byte[] json = Base64.getUrlDecoder().decode(part);
    if (has(EndpointFault.LAST_OF_DUPLICATE_CLAIMS)) {
      json =
          ProblemBody.json(HttpAnswer.of(200, List.of(), json))
              .orElseThrow()
              .toString()
              .getBytes(StandardCharsets.UTF_8);
    }
    return JsonFormat.INSTANCE.readObject(json).orThrow();
  }

  private CallCenterId verify(String token, boolean call) throws GeneralSecurityException {
    must(token.length() <= 8192, "too long");
    String[] parts = token.split("\\.", -1);
    must(parts.length == 3, "parts");
    Map<String, DocumentValue> header = object(parts[0]);
    Map<String, DocumentValue> claims = object(parts[1]);
    CallCenterId registered = registered(claims);
    if (has(EndpointFault.JTI_REMEMBERED_BEFORE_SIGNATURE)) {
      use(claims, registered, token, call);
    }
    verifySignature(parts, header, callCenters.get(registered));
    verifyTimes(claims);
    must(!has(EndpointFault.AUD_REFUSED) || !claims.containsKey("aud"), "aud");
    if (!has(EndpointFault.JTI_REMEMBERED_BEFORE_SIGNATURE)) {
      use(claims, registered, token, call);
    }
    return registered;
  }

  private CallCenterId registered(Map<String, DocumentValue> claims)
      throws GeneralSecurityException {
    String iss = text(claims, "iss");
    String sub = text(claims, "sub");
    if (has(EndpointFault.IGNORES_CHECKSUM_OF_ORG) && iss.length() == 18) {
      iss = iss.substring(0, 15);
    }
    must(!has(EndpointFault.ORG_ONLY_AS_18) || iss.length() == 18, "org");
    for (CallCenterId id : callCenters.keySet()) {
      boolean org = has(EndpointFault.ISS_NOT_CHECKED) || id.orgId().equals(new OrgId(iss));
      boolean name =
          has(EndpointFault.SUB_IN_ANY_CASE)
              ? id.apiName().equalsIgnoreCase(sub)
              : id.apiName().equals(sub);
      if (org && name) {
        return id;
      }
    }
    throw new GeneralSecurityException("unknown call center");
  }

  private static String text(Map<String, DocumentValue> claims, String name)
      throws GeneralSecurityException {
    DocumentValue value = claims.get(name);
    must(value instanceof DocumentValue.Text, name);
    return ((DocumentValue.Text) value).value();
  }

  /** A string's content or a number's literal. */
  private static String plain(DocumentValue value) {
    return value instanceof DocumentValue.Numeral number
        ? number.literal()
        : value == null ? "" : value.asText().orElse("");
  }

  private void verifySignature(
      String[] parts, Map<String, DocumentValue> header, PublicKey registered)
      throws GeneralSecurityException {
    boolean brings =
        header.keySet().stream().anyMatch(Set.of("jwk", "x5c", "jku", "x5u")::contains);
    String alg = plain(header.get("alg"));
    byte[] content = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    if (has(EndpointFault.FETCHES_JKU) && header.containsKey("jku")) {
      contact(URI.create(plain(header.get("jku"))));
    }
    must(!header.containsKey("crit") || has(EndpointFault.IGNORES_CRIT), "crit");
    PublicKey key = registered;
    if (has(EndpointFault.USES_JWK_OF_TOKEN) && header.containsKey("jwk")) {
      must(header.get("jwk") instanceof DocumentValue.Structure, "jwk");
      String n = plain(((DocumentValue.Structure) header.get("jwk")).members().get("n"));
      BigInteger modulus = new BigInteger(1, Base64.getUrlDecoder().decode(n));
      key =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));
    } else {
      must(!brings || has(EndpointFault.IGNORES_FOREIGN_KEYS), "brings a key");
    }
    if (has(EndpointFault.CHECKS_NO_SIGNATURE)
        || has(EndpointFault.CHECKS_SIGNATURE_ONLY_IF_THERE)
            && parts[2].isEmpty()
            && alg.equals("RS256")
        || has(EndpointFault.ALG_NONE) && alg.equals("none")) {
      return;
    }
    byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
    if (has(EndpointFault.HS256_WITH_PUBLIC_KEY) && alg.equals("HS256")) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      must(MessageDigest.isEqual(mac.doFinal(content), signature), "mac");
      return;
    }
    String algorithm = "SHA256withRSA";
    if (has(EndpointFault.ANY_RSA_ALGORITHM) && alg.matches("RS(384|512)")) {
      algorithm = "SHA" + alg.substring(2) + "withRSA";
    } else {
      must(header.get("alg") instanceof DocumentValue.Text, "alg");
      must(alg.equals("RS256") || has(EndpointFault.BELIEVES_ALG_BY_KEY), "alg");
    }
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(key);
    verifier.update(content);
    must(verifier.verify(signature), "signature");
  }

  private void verifyTimes(Map<String, DocumentValue> claims) throws GeneralSecurityException {
    double now = Clock.systemUTC().millis() / 1000.0;
    double skew = has(EndpointFault.NO_CLOCK_SKEW) ? 0 : 60;
    Optional<Double> exp = number(claims, "exp");
    Optional<Double> iat = number(claims, "iat");
    Optional<Double> nbf = number(claims, "nbf");
    if (exp.isEmpty() && has(EndpointFault.EXP_OPTIONAL)) {
      return;
    }
    must(exp.isPresent(), "exp");
    must(iat.isPresent() || !has(EndpointFault.IAT_REQUIRED), "iat");
    double end = exp.get();
    if (has(EndpointFault.EXP_IN_MILLISECONDS_TOO) && end > 1e12 && end < 1e13) {
      end /= 1000;
    }
    must(end > now - skew || has(EndpointFault.EXP_NOT_CHECKED), "expired");
    double from = has(EndpointFault.LIFETIME_FROM_NOW) ? now : iat.orElse(now);
    must(end - from <= 86_401 || has(EndpointFault.NO_LONGEST_LIFETIME), "too long");
    must(iat.isEmpty() || iat.get() <= now + skew || has(EndpointFault.IAT_NOT_CHECKED), "iat");
    must(nbf.isEmpty() || nbf.get() <= now + skew || has(EndpointFault.NBF_NOT_CHECKED), "nbf");
  }

  private Optional<Double> number(Map<String, DocumentValue> claims, String name)
      throws GeneralSecurityException {
    DocumentValue value = claims.get(name);
    if (value == null) {
      return Optional.empty();
    }
    boolean string = has(EndpointFault.EXP_AS_STRING) && value instanceof DocumentValue.Text;
    must(value instanceof DocumentValue.Numeral || string, name);
    must(!has(EndpointFault.FRACTIONS_REFUSED) || !plain(value).contains("."), name);
    return Optional.of(new BigDecimal(plain(value)).doubleValue());
  }

  private void use(
      Map<String, DocumentValue> claims, CallCenterId callCenter, String token, boolean call)
      throws GeneralSecurityException {
    if (!claims.containsKey("jti")) {
      must(!has(EndpointFault.JTI_REQUIRED), "jti");
      return;
    }
    String jti = text(claims, "jti");
    must(jti.length() <= 255, "jti");
    if (has(EndpointFault.JTI_REMEMBERED_AFTER_SUCCESS)) {
      must(!isUsed("Bearer " + token), "replay");
      return;
    }
    String entry =
        (has(EndpointFault.JTI_FOR_ALL_CALL_CENTERS) ? "" : callCenter + "/")
            + (has(EndpointFault.JTI_PER_RESOURCE) ? call + "/" : "")
            + (has(EndpointFault.JTI_PER_TOKEN) ? token : jti);
    if (has(EndpointFault.JTI_IGNORED)) {
      return;
    }
    if (has(EndpointFault.JTI_CHECKED_THEN_REMEMBERED)) {
      must(!isUsed(entry), "replay");
      meet();
      remember(entry);
      return;
    }
    must(remember(entry), "replay");
  }

  /** Lets a race be lost for certain: two that have checked go on together. */
  private void meet() {
    try {
      together.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      together.reset();
    }
  }

  private synchronized boolean isUsed(String entry) {
    return usedJtis.contains(entry);
  }

  private synchronized boolean remember(String entry) {
    return usedJtis.add(entry);
  }

  @Override
  public String toString() {
    return Arrays.toString(faults.toArray());
  }
}

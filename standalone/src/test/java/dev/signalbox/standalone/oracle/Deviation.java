package dev.signalbox.standalone.oracle;

import dev.signalbox.transport.http.EndpointAnswer;
import dev.signalbox.transport.http.EndpointAnswer.HeaderLine;
import dev.signalbox.transport.http.EndpointAnswer.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A way in which an endpoint answers otherwise, and the lines that report it. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum Deviation {
  ACCEPTED_200(on(202), status(200), "status: recorded 202, answered 200"),
  CREATED_200(on(201), status(200), "status: recorded 201, answered 200"),
  INVALID_422(on(400), status(422), "status: recorded 400, answered 422"),
  UNAUTHORIZED_403(on(401), status(403), "status: recorded 401, answered 403"),
  METHOD_501(on(405), status(501), "status: recorded 405, answered 501"),
  MEDIA_TYPE_400(on(415), status(400), "status: recorded 415, answered 400"),
  UNKNOWN_410(on(404), status(410), "status: recorded 404, answered 410"),
  BUSY_500(on(503), status(500), "status: recorded 503, answered 500"),
  PARTLY_202(on(207), status(202), "status: recorded 207, answered 202"),
  NO_ANSWER(
      on(202),
      response -> new EndpointAnswer.Abort("a test"),
      "answer: recorded 202, answered none: the connection was closed without an answer"),
  TYPE_TEXT_JSON(
      json(202),
      header("Content-Type", "text/json"),
      "Content-Type: recorded application/json, answered text/json"),
  PROBLEM_AS_JSON(
      json(400),
      header("Content-Type", "application/json"),
      "Content-Type: recorded application/problem+json, answered application/json"),
  PROBLEM_AS_XML(
      xml(400),
      header("Content-Type", "application/xml"),
      "Content-Type: recorded application/problem+xml, answered application/xml"),
  NO_TYPE(
      json(202), header("Content-Type"), "Content-Type: recorded application/json, answered none"),
  NO_RETRY_AFTER(on(503), header("Retry-After"), "Retry-After: recorded seconds, answered none"),
  RETRY_AFTER_DATE(
      on(503),
      header("Retry-After", "Fri, 31 Dec 2049 23:59:59 GMT"),
      "Retry-After: recorded seconds, answered a date"),
  RETRY_AFTER_ON_ERRORS(
      on(400), header("Retry-After", "5"), "Retry-After: recorded none, answered seconds"),
  NO_ALLOW(on(405), header("Allow"), "Allow: recorded POST, answered none"),
  ALLOW_GET(on(405), header("Allow", "POST, GET"), "Allow: recorded POST, answered GET, POST"),
  NO_CHALLENGE(
      unauthorized("Bearer"),
      header("WWW-Authenticate"),
      "WWW-Authenticate: recorded bearer, answered none"),
  BASIC_CHALLENGE(
      unauthorized("Bearer"),
      header("WWW-Authenticate", "Basic realm=\"x\""),
      "WWW-Authenticate: recorded bearer, answered basic realm"),
  CHALLENGE_WITHOUT_ERROR(
      unauthorized("Bearer error=\"invalid_token\""),
      header("WWW-Authenticate", "Bearer"),
      "WWW-Authenticate: recorded bearer error=invalid_token, answered bearer"),
  CHALLENGE_OTHER_ERROR(
      unauthorized("Bearer error=\"invalid_token\""),
      header("WWW-Authenticate", "Bearer error=\"invalid_request\""),
      "WWW-Authenticate: recorded bearer error=invalid_token, answered bearer"
          + " error=invalid_request"),
  CHALLENGE_WITH_ERROR(
      unauthorized("Bearer"),
      header("WWW-Authenticate", "Bearer error=\"invalid_token\""),
      "WWW-Authenticate: recorded bearer, answered bearer error=invalid_token"),
  NO_LOCATION(
      on(201),
      header("Location"),
      "Location: recorded /telephony/v1/voiceCalls/{id}, answered none"),
  OTHER_LOCATION(
      on(201),
      header("Location", "/calls"),
      "Location: recorded /telephony/v1/voiceCalls/{id}, answered /calls"),
  ABSOLUTE_LOCATION(
      on(201),
      header("Location", "https://h.example/telephony/v1/voiceCalls/0LQ000000000001GAA"),
      "Location: recorded /telephony/v1/voiceCalls/{id}, answered an absolute URL, path"
          + " /telephony/v1/voiceCalls/{id}"),
  NO_ACCEPT_POST(
      on(415),
      header("Accept-Post"),
      "Accept-Post: recorded application/json, application/xml, text/xml, answered none"),
  JSON_ALONE_ACCEPTED(
      on(415),
      header("Accept-Post", "application/json"),
      "Accept-Post: recorded application/json, application/xml, text/xml, answered"
          + " application/json"),
  ACCEPTED_OTHER_WORD(
      json(202),
      body("202 Accepted", "Accepted"),
      "body /status: recorded \"202 Accepted\", answered \"Accepted\""),
  ACCEPTED_ADDED(
      json(202), body("{", "{\"id\":1,"), "body /id: recorded nothing there, answered number"),
  ACCEPTED_NUMBER(
      json(202), body("\"202 Accepted\"", "202"), "body /status: recorded string, answered number"),
  ACCEPTED_EMPTY(json(202), whole(""), "body: recorded object, answered nothing"),
  ACCEPTED_BROKEN(json(202), whole("{\"status\":"), "body: recorded object, answered broken JSON"),
  NO_ID(
      on(201),
      replaced("\"voiceCallId\":\"[^\"]*\",", ""),
      "body /voiceCallId: recorded string, answered nothing there"),
  ID_NUMBER(
      on(201),
      replaced("\"0LQ[^\"]*\"", "17"),
      "body /voiceCallId: recorded string, answered number"),
  NO_ERRORS(
      on(201), body(",\"errors\":[]", ""), "body /errors: recorded array, answered nothing there"),
  ERRORS_NULL(on(201), body("[]", "null"), "body /errors: recorded array, answered null"),
  ERRORS_FILLED(
      on(201), body("[]", "[\"no\"]"), "body /errors/*: recorded nothing there, answered string"),
  IN_AN_ARRAY(on(201), replaced("\\A(.*)\\z", "[$1]"), "body: recorded object, answered array"),
  NO_DETAIL(
      json(404),
      replaced("\"detail\":\"[^\"]*\",\"errors\"", "\"errors\""),
      "body /detail: recorded string, answered nothing there"),
  OTHER_PROBLEM_TYPE(
      json(404),
      replaced("urn:signalbox:problem:[a-z-]*", "about:blank"),
      "body /type: recorded \"urn:signalbox:problem:no-such-resource\", answered \"about:blank\""),
  PROBLEM_STATUS_TEXT(
      json(404), body(":404,", ":\"404\","), "body /status: recorded number, answered string"),
  CLAUSE_IN_SOME(
      twoErrors(),
      body("{\"clause\":\"EVT-5\",", "{"),
      "body /errors/*/clause: recorded string in each, answered missing in some"),
  OTHER_CLAUSE(
      twoErrors(),
      body("\"clause\":\"EVT-5\"", "\"clause\":\"EVT-6\""),
      "body /errors/*/clause: recorded \"BODY-1\" and \"EVT-5\", answered \"BODY-1\" and"
          + " \"EVT-6\""),
  NO_POINTERS(
      twoErrors(),
      replaced("\"pointer\":\"[^\"]*\",", ""),
      "body /errors/*/pointer: recorded string, answered nothing there"),
  XML_OTHER_ROOT(
      xml(202),
      body("response>", "answer>"),
      "body /response: recorded elements, answered nothing there",
      "body /answer: recorded nothing there, answered elements"),
  XML_OTHER_WORD(
      xml(202),
      body("202 Accepted", "OK"),
      "body /response/status: recorded \"202 Accepted\", answered \"OK\""),
  XML_WITHOUT_NAMESPACE(
      xml(400),
      body(" xmlns=\"urn:ietf:rfc:7807\"", ""),
      "body /problem: recorded elements in namespace urn:ietf:rfc:7807, answered elements"),
  XML_ATTRIBUTE(
      xml(202),
      body("<status>", "<status code=\"1\">"),
      "body /response/status/@code: recorded nothing there, answered text"),
  XML_BROKEN(xml(202), body("</response>", ""), "body: recorded XML, answered broken XML"),
  ENTRY_STATUS_TEXT(
      on(207),
      body("\"status\":400", "\"status\":\"400\""),
      "body /errorResponse/errorResponseEntries/*/status: recorded number, answered string"),
  QUEUE_NULL(
      flow(), body("\"00G000000000001\"", "null"), "body /queue: recorded string, answered null"),
  FLAG_TEXT(flow(), body("true", "\"true\""), "body /open: recorded boolean, answered string");

  private final Match match;
  private final Change change;
  private final List<String> lines;

  Deviation(Match match, Change change, String... lines) {
    this.match = match;
    this.change = change;
    this.lines = List.of(lines);
  }

  /** Which answers are otherwise. */
  interface Match {
    boolean of(String target, Response response);
  }

  /** What becomes of them. */
  interface Change {
    EndpointAnswer of(Response response);
  }

  boolean matches(String target, Response response) {
    return match.of(target, response);
  }

  EndpointAnswer changed(Response response) {
    return change.of(response);
  }

  /** What is reported of each. */
  List<String> lines() {
    return lines;
  }

  private static Match on(int status) {
    return (target, response) -> response.status() == status;
  }

  private static Match json(int status) {
    return (target, response) -> response.status() == status && type(response).endsWith("json");
  }

  private static Match xml(int status) {
    return (target, response) -> response.status() == status && type(response).endsWith("xml");
  }

  private static Match flow() {
    return (target, response) -> target.endsWith("/omniFlow");
  }

  private static Match twoErrors() {
    return (target, response) -> text(response).contains("\"EVT-5\"");
  }

  private static Match unauthorized(String challenge) {
    return (target, response) ->
        response.header("WWW-Authenticate").filter(challenge::equals).isPresent();
  }

  private static String type(Response response) {
    return response.header("Content-Type").orElse("");
  }

  private static String text(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static Change status(int status) {
    return response -> new Response(status, response.headers(), response.body());
  }

  /** With these values of a header, or without it. */
  static Change header(String name, String... values) {
    return response -> {
      List<HeaderLine> headers = new ArrayList<>(response.headers());
      headers.removeIf(h -> h.name().equalsIgnoreCase(name));
      Stream.of(values).forEach(value -> headers.add(new HeaderLine(name, value)));
      return new Response(response.status(), headers, response.body());
    };
  }

  static Change body(String part, String other) {
    return response -> whole(text(response).replace(part, other)).of(response);
  }

  static Change replaced(String pattern, String other) {
    return response -> whole(text(response).replaceAll(pattern, other)).of(response);
  }

  private static Change whole(String body) {
    return response ->
        new Response(response.status(), response.headers(), body.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.core.Violation;
import java.math.BigInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Mistakes that an endpoint could well make, each with the check that finds it. Most are a few
 * words in {@link ReferenceEndpoint}; those about bodies are done here, by changing what is read or
 * what is found.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without a state
public enum EndpointFault {
  TAKES_ANY_METHOD("request/REQ-1/method-put"),
  NO_ALLOW_HEADER("request/REQ-1/method-get"),
  MATCHES_QUERY("request/REQ-1/query"),
  TAKES_ANY_SCHEME("request/REQ-1/target-other-scheme"),
  FORGIVES_TRAILING_SLASH("request/REQ-1/path-trailing-slash"),
  FORGIVES_CASE_OF_PATH("request/REQ-1/path-other-case"),
  PATH_AFTER_TOKEN("request/REQ-2/path-before-token"),
  TYPE_BEFORE_TOKEN("request/REQ-2/token-before-type"),
  KEY_BEFORE_TYPE("request/REQ-2/type-before-key"),
  BODY_BEFORE_KEY("request/REQ-2/key-before-body"),
  DECODES_PATH_BEFORE_SPLITTING("request/KEY-1/slash"),
  REPLACES_BAD_UTF_8_IN_KEYS("request/KEY-1/utf-8-stray-byte"),
  NO_LIMIT_OF_KEYS("request/KEY-1/256"),
  COUNTS_KEYS_IN_UTF_16("request/KEY-1/255"),
  COUNTS_KEYS_ENCODED("request/KEY-1/255"),
  TAKES_CONTROLS_IN_KEYS("request/KEY-1/control-line-feed"),
  KNOWS_ONLY_ASCII_BLANKS("request/KEY-1/blank-no-break-space"),
  ANY_15_CHARACTERS_ARE_A_VOICE_CALL_ID("request/KEY-2/own-key-other-prefix"),
  ANY_0LQ_IS_A_VOICE_CALL_ID("request/KEY-2/own-key-of-14"),
  IGNORES_CHECKSUM_OF_IDS("request/KEY-2/own-key-wrong-checksum"),
  TAKES_VOICE_CALL_IDS("request/KEY-2/of-18"),
  CHECKS_RAW_SEGMENT_FOR_IDS("request/KEY-2/percent-encoded"),
  RESOLVES_NOTHING("request/KEY-3/header"),
  RESOLVES_ONCE("request/KEY-3/second-batch"),
  HEADER_NOT_ENCODED("request/KEY-3/header-encoded"),
  HEADER_ALWAYS("request/KEY-3/first-key"),
  SCHEME_IN_ONE_CASE("authorization/AUTH-1/scheme-bearer"),
  FIRST_OF_TWO_TOKENS("authorization/AUTH-1/twice"),
  NO_CHALLENGE("authorization/AUTH-1/challenge"),
  TELLS_WHAT_IS_WRONG_WITH_TOKENS("authorization/AUTH-1/all-alike"),
  ALG_NONE("authorization/AUTH-2/bad-alg-none"),
  HS256_WITH_PUBLIC_KEY("authorization/AUTH-2/bad-hs256-with-public-key"),
  ANY_RSA_ALGORITHM("authorization/AUTH-2/bad-rs512"),
  BELIEVES_ALG_BY_KEY("authorization/AUTH-2/bad-es256"),
  IGNORES_CRIT("authorization/AUTH-2/bad-crit"),
  USES_JWK_OF_TOKEN("authorization/AUTH-2/bad-jwk"),
  FETCHES_JKU("authorization/AUTH-2/bad-jku"),
  IGNORES_FOREIGN_KEYS("authorization/AUTH-2/bad-x5c-own"),
  CHECKS_NO_SIGNATURE("authorization/AUTH-3/bad-other-key"),
  CHECKS_SIGNATURE_ONLY_IF_THERE("authorization/AUTH-3/bad-signature-empty"),
  ISS_NOT_CHECKED("authorization/AUTH-3/bad-iss-unknown"),
  IGNORES_CHECKSUM_OF_ORG("authorization/AUTH-3/bad-iss-wrong-checksum"),
  ORG_ONLY_AS_18("authorization/AUTH-3/good-org-of-15"),
  SUB_IN_ANY_CASE("authorization/AUTH-3/bad-sub-other-case"),
  EXP_OPTIONAL("authorization/AUTH-4/bad-exp-missing"),
  EXP_NOT_CHECKED("authorization/AUTH-4/bad-expired"),
  EXP_IN_MILLISECONDS_TOO("authorization/AUTH-4/bad-exp-in-milliseconds"),
  NO_LONGEST_LIFETIME("authorization/AUTH-4/bad-too-long"),
  LIFETIME_FROM_NOW("authorization/AUTH-4/bad-too-long-since-iat"),
  NO_CLOCK_SKEW("authorization/AUTH-4/good-expired-within-skew"),
  EXP_AS_STRING("authorization/AUTH-4/bad-exp-string"),
  IAT_REQUIRED("authorization/AUTH-4/good-no-iat"),
  IAT_NOT_CHECKED("authorization/AUTH-4/bad-iat-in-future"),
  NBF_NOT_CHECKED("authorization/AUTH-4/bad-nbf-in-future"),
  FRACTIONS_REFUSED("authorization/AUTH-4/good-fractions"),
  LAST_OF_DUPLICATE_CLAIMS("authorization/AUTH-4/bad-duplicate-exp"),
  AUD_REFUSED("authorization/AUTH-4/good-aud"),
  JTI_IGNORED("authorization/AUTH-5/second-use"),
  JTI_REQUIRED("authorization/AUTH-5/without-jti"),
  JTI_CHECKED_THEN_REMEMBERED("authorization/AUTH-5/simultaneous"),
  JTI_REMEMBERED_BEFORE_SIGNATURE("authorization/AUTH-5/not-used-up-by-a-bad-token"),
  JTI_REMEMBERED_AFTER_SUCCESS("authorization/AUTH-5/used-up-by-a-refusal"),
  JTI_PER_TOKEN("authorization/AUTH-5/other-token-same-jti"),
  JTI_FOR_ALL_CALL_CENTERS("authorization/AUTH-5/scope"),
  JTI_PER_RESOURCE("authorization/AUTH-5/both-resources"),
  BODY_BEFORE_TOKEN("authorization/AUTH-6/bad-body"),
  ANY_CONTENT_TYPE("headers/HDR-1/refused-text"),
  CONTENT_TYPE_IN_ONE_CASE("headers/HDR-1/json-other-case"),
  REFUSES_CHARSET("headers/HDR-1/json-utf-8"),
  ANY_CHARSET("headers/HDR-1/refused-json-latin-1"),
  NO_TEXT_XML("headers/HDR-1/text-xml"),
  IGNORES_CONTENT_ENCODING("headers/HDR-1/refused-encoding-gzip"),
  PROVIDER_REQUIRED("headers/HDR-2/absent"),
  PROVIDER_DECODED("headers/HDR-2/escaped"),
  NO_LIMIT_OF_PROVIDERS("headers/HDR-2/256"),
  NOT_ACCEPTABLE("headers/HDR-3/json-by-nothing-acceptable"),
  IGNORES_ACCEPT("headers/HDR-3/xml-by-xml"),
  IGNORES_Q_VALUES("headers/HDR-3/xml-by-q-values"),
  SERVICE_NOT_CHECKED("body/BODY-1/refused-service-missing", ignoring(Clause.BODY_1)),
  ONLY_ONE_SERVICE(
      "body/BODY-2/any-service",
      adding("\"service\":\"(?!AmazonConnectContactLens)", Clause.BODY_2, "/service")),
  EMPTY_EVENTS_TAKEN("body/BODY-3/refused-events-empty", ignoring(Clause.BODY_3)),
  LAST_OF_DUPLICATE_MEMBERS("body/BODY-4/bytes-duplicate-service"),
  REPLACES_BAD_UTF_8("body/BODY-4/bytes-stray-byte"),
  DETECTS_UTF_16("body/BODY-4/bytes-utf-16"),
  IGNORES_TRAILING_CONTENT("body/BODY-4/bytes-two-documents"),
  TAKES_TRAILING_COMMAS(
      "body/BODY-4/bytes-trailing-comma", read(body -> body.replaceAll(",([}\\]])", "$1"))),
  TAKES_NOT_A_NUMBER("body/BODY-4/bytes-not-a-number", read(body -> body.replace(":NaN", ":0"))),
  STUMBLES_OVER_BYTE_ORDER_MARK("body/BODY-4/byte-order-mark"),
  SIZE_BY_CONTENT_LENGTH("body/BODY-4/size-above-chunked"),
  SIZE_LIMIT_EXCLUSIVE("body/BODY-4/size-limit"),
  CRASHES_ON_DEEP_NESTING("body/BODY-4/bytes-far-too-deep"),
  SKIPS_DTD("xml/BODY-5/empty-dtd"),
  FETCHES_ENTITIES("xml/BODY-5/external-entity"),
  REFUSES_UNKNOWN_PROPERTIES("body/BODY-6/unknown", adding("\"x\":", Clause.BODY_6, "/x")),
  PERSIST_AS_STRING("body/BODY-6/refused-persist-string", ignoring(Clause.BODY_6)),
  TYPE_IN_ANY_CASE(
      "body/EVT-1/refused-type-other-case",
      read(body -> body.replace("intelligencesignal__category", "IntelligenceSignal__Category"))),
  VALUE_FROM_NUMBER(
      "body/EVT-2/refused-value-number",
      read(body -> body.replaceAll("\"value\":(\\d+)", "\"value\":\"$1\""))),
  BLANK_BY_TRIM(
      "body/EVT-2/refused-value-no-break-space",
      read(body -> body.replace("\"value\":\"\u00A0\"", "\"value\":\"x\""))),
  TIME_FROM_STRING(
      "body/EVT-3/refused-startTime-string",
      read(body -> body.replaceAll("\"startTime\":\"(\\d+)\"", "\"startTime\":$1"))),
  TIME_FROM_INTEGRAL_FRACTION(
      "body/EVT-3/refused-startTime-fraction-zero",
      read(body -> body.replaceAll("\"startTime\":(\\d+)\\.0", "\"startTime\":$1"))),
  TIME_TRUNCATED(
      "body/EVT-3/refused-startTime-fraction",
      read(body -> body.replaceAll("\"startTime\":(\\d+)\\.\\d+", "\"startTime\":$1"))),
  TIME_FROM_EXPONENT(
      "body/EVT-3/refused-startTime-exponent",
      read(body -> body.replace("\"startTime\":1e12", "\"startTime\":1000000000000"))),
  TIME_WRAPS_AROUND(
      "body/EVT-3/refused-startTime-wraps-around",
      read(
          body ->
              Pattern.compile("\"startTime\":(\\d{19,})")
                  .matcher(body)
                  .replaceAll(
                      m ->
                          "\"startTime\":"
                              + (new BigInteger(m.group(1)).longValue() & Long.MAX_VALUE)))),
  REFUSES_SECONDS(
      "body/EVT-3/seconds",
      adding("\"startTime\":\\d{9,10}[,}]", Clause.EVT_3, "/events/0/startTime")),
  REFUSES_TIME_ZERO(
      "body/EVT-3/zero", adding("\"startTime\":0[,}]", Clause.EVT_3, "/events/0/startTime")),
  REFUSES_MINUS_ZERO(
      "body/EVT-3/minus-zero", adding("\"startTime\":-0", Clause.EVT_3, "/events/0/startTime")),
  EQUAL_TIMES_UNSORTED("ordering/EVT-4/equal-times"),
  ORDER_NOT_CHECKED("ordering/EVT-4/descending", ignoring(Clause.EVT_4)),
  ORDER_IN_SECONDS("ordering/EVT-4/one-millisecond"),
  ORDER_BY_GREATEST("ordering/EVT-4/predecessor"),
  ORDER_IN_32_BITS("ordering/EVT-4/wide"),
  ORDER_WITHOUT_LAST("ordering/EVT-4/last"),
  FIRST_DESCENT_ONLY("ordering/EVT-4/several"),
  SENTIMENT_ROUNDED_FIRST(
      "body/EVT-5/refused-value-above-before-rounding",
      read(
          body ->
              body.replace("\"1000.001\"", "\"1000.00\"").replace("\"-1000.004\"", "\"-1000\""))),
  SENTIMENT_WITH_EXPONENT(
      "body/EVT-5/refused-value-exponent",
      read(body -> body.replace("\"value\":\"1e2\"", "\"value\":\"100\""))),
  SENTIMENT_WITH_PLUS(
      "body/EVT-5/refused-value-plus",
      read(body -> body.replace("\"value\":\"+5\"", "\"value\":\"5\""))),
  SENTIMENT_BELOW_1000(
      "body/EVT-5/taken-greatest", adding("\"value\":\"1000\"", Clause.EVT_5, "/events/0/value")),
  SENTIMENT_WITH_TWO_DECIMALS(
      "body/EVT-5/taken-three-decimals",
      adding("\"value\":\"\\d\\.\\d{3}\"", Clause.EVT_5, "/events/0/value")),
  PARTICIPANT_OPTIONAL(
      "body/EVT-5/refused-participant-missing",
      ignoring(v -> v.pointer().endsWith("/participant"))),
  PARTICIPANT_IN_ANY_CASE(
      "body/EVT-5/refused-participant-lower-case",
      read(body -> body.replace("\"agent\"", "\"AGENT\""))),
  SCORE_UNBOUNDED("body/EVT-6/refused-score-above", ignoring(Clause.EVT_6)),
  SCORE_AS_STRING_ALONE(
      "body/EVT-6/taken-number", adding("\"score\":\\d", Clause.EVT_6, "/events/0/score")),
  SCORE_AS_NUMBER_ALONE(
      "body/EVT-6/taken-string",
      adding("\"startTime\":[^{}]*\"score\":\"", Clause.EVT_6, "/events/0/score")),
  SCORE_TO_100(
      "body/EVT-6/taken-greatest", adding("\"score\":\\d{3}", Clause.EVT_6, "/events/0/score")),
  END_TIME_NOT_CHECKED("body/EVT-7/refused-endTime-before-start", ignoring(Clause.EVT_7)),
  END_AFTER_START("body/EVT-7/end-equals-start"),
  OFFSETS_NOT_CHECKED(
      "body/EVT-7/refused-EndOffsetMillis-negative",
      ignoring(v -> v.pointer().contains("/details/"))),
  DETAILS_CLOSED(
      "body/BODY-6/details-transcript",
      adding("TranscriptItems", Clause.EVT_7, "/events/0/details")),
  ONLY_FIRST_VIOLATION("ordering/VAL-1/several"),
  ONE_VIOLATION_PER_EVENT("ordering/VAL-1/within-one-event"),
  MORE_THAN_100_VIOLATIONS("ordering/VAL-1/first-hundred"),
  EVENTS_ONLY_IF_BATCH_IS_VALID("ordering/VAL-1/every-level"),
  STATUS_200("answer/RES-1/202"),
  EMPTY_ANSWER("answer/RES-1/body"),
  WRONG_ANSWER_TYPE("answer/RES-1/type"),
  PROBLEM_AS_PLAIN_JSON("answer/RES-3/problem-400-body"),
  NO_ERRORS_IN_PROBLEMS("answer/RES-3/problem-415"),
  HTML_ERRORS("answer/RES-3/problem-404"),
  STACK_TRACES("answer/RES-3/secrets-400-bytes"),
  TAKES_PLUS_IN_LENGTH("answer/RES-3/length-no-number"),
  TOKEN_IN_PROBLEMS("answer/RES-3/secrets-401-token"),
  ID_OF_15("calls/CALL-1/id"),
  WRONG_CHECKSUM_IN_ID("calls/CALL-1/id"),
  SAME_ID_AGAIN("calls/CALL-1/again"),
  METHOD_IN_ONE_CASE("calls/CALL-1/method-inbound"),
  REGISTERS_BATCHES_ONLY("calls/CALL-1/registered"),
  NULL_IN_RECORDS_REFUSED("calls/CALL-1/published-clients"),
  PARENT_BY_KEY_ALONE("calls/CALL-2/by-id"),
  PARENT_BY_LONG_ID_ALONE("calls/CALL-2/by-short-id"),
  UNKNOWN_PARENT_TAKEN("calls/CALL-2/unknown-key"),
  TRANSFER_WITHOUT_PARENT("calls/CALL-2/missing"),
  ONLY_TRANSFERS_LINKED("calls/CALL-2/linked-conference"),
  RESOLVES_ONE_STEP("calls/CALL-3/long-chain"),
  MOVES_BETWEEN_CONVERSATIONS("calls/CALL-3/other-conversation"),
  FORGETS_PARENT_WHEN_REGISTERED_AGAIN("calls/CALL-3/again-keeps-conversation"),
  CLOSES_CYCLES("calls/CALL-3/cycle"),
  KEYS_FOR_ALL_ORGS("calls/CALL-4/parent-of-another-org-by-key"),
  IDS_FOR_ALL_ORGS("calls/CALL-4/parent-of-another-org-by-id");

  private final String check;
  private final UnaryOperator<String> reading;
  private final Predicate<Violation> ignored;
  private final Adding adding;

  public record Adding(Pattern pattern, Violation violation) {}

  private static final class None {
    static final Adding ADDING = new Adding(Pattern.compile("(?!)"), null);
  }

  EndpointFault(String check) {
    this(check, UnaryOperator.identity(), v -> false, None.ADDING);
  }

  EndpointFault(String check, UnaryOperator<String> reading) {
    this(check, reading, v -> false, None.ADDING);
  }

  EndpointFault(String check, Predicate<Violation> ignored) {
    this(check, UnaryOperator.identity(), ignored, None.ADDING);
  }

  EndpointFault(String check, Adding adding) {
    this(check, UnaryOperator.identity(), v -> false, adding);
  }

  EndpointFault(
      String check, UnaryOperator<String> reading, Predicate<Violation> ignored, Adding adding) {
    this.check = check;
    this.reading = reading;
    this.ignored = ignored;
    this.adding = adding;
  }

  private static UnaryOperator<String> read(UnaryOperator<String> reading) {
    return reading;
  }

  private static Predicate<Violation> ignoring(Predicate<Violation> ignored) {
    return ignored;
  }

  private static Predicate<Violation> ignoring(Clause clause) {
    return violation -> violation.clause() == clause;
  }

  private static Adding adding(String pattern, Clause clause, String pointer) {
    return new Adding(Pattern.compile(pattern), new Violation(clause, pointer, "no"));
  }

  /** The check that has to find it. */
  public String check() {
    return check;
  }

  /** What the endpoint takes a body for. */
  UnaryOperator<String> reading() {
    return reading;
  }

  /** Violations that the endpoint overlooks. */
  Predicate<Violation> ignored() {
    return ignored;
  }

  /** A violation that the endpoint imagines. */
  Adding adding() {
    return adding;
  }
}

package dev.signalbox.core;

import static dev.signalbox.core.Clause.Level.CLIENT;
import static dev.signalbox.core.Clause.Level.OURS;
import static dev.signalbox.core.Clause.Level.SOURCE;
import static dev.signalbox.core.Clause.Observation.DELIVERY;
import static dev.signalbox.core.Clause.Observation.OPERATOR;
import static dev.signalbox.core.Clause.Observation.REQUEST;
import static dev.signalbox.core.Clause.Observation.STAND_IN;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The clauses of the contract, as data: what violations, problem documents, the conformance kit and
 * the documents refer to by id.
 *
 * <p>The full text of each clause is in {@code docs/contract.md}, under the same id. The constants
 * stand in the order of the contract. Immutable and safe for use by any thread.
 */
public enum Clause {
  /** The resource that takes batches. */
  REQ_1(
      Section.REQUEST,
      "Where batches go",
      "A batch is sent by POST to /telephony/v1/voiceCalls/{vendorCallKey}"
          + "/realtimeConversationEvents, where any other method gets 405 with Allow, while any"
          + " path that is not one of the two resources, two slashes at its beginning included, gets 404,"
          + " and the query plays no part.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58),

  /** Which of several faults is answered. */
  REQ_2(
      Section.REQUEST,
      "Order of checks",
      "Of several faults the earliest in this order is answered: path 404, method 405, token 401"
          + " or full replay memory 503, rate 429, content type 415, key 400, size 413, body 400,"
          + " later leg in strict mode 400 or unknown call 404, transport 503.",
      OURS,
      REQUEST,
      Source.OURS),

  /** What a call key may be. */
  KEY_1(
      Section.REQUEST,
      "Call key",
      "The vendorCallKey is the telephony system's own id of the call, one percent-encoded UTF-8"
          + " path segment of 1 to 255 code points, neither blank nor with control characters, and"
          + " anything else gets 400.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58,
      Source.OURS),

  /** A Salesforce id is no call key. */
  KEY_2(
      Section.REQUEST,
      "No voiceCallId as key",
      "A key that has the form of a Salesforce voiceCallId, 0LQ with 12 more letters or digits or"
          + " with 15 more that end in the right checksum, gets 400, and any other key that begins"
          + " with 0LQ is taken.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58),

  /** One key for all legs of a conversation. */
  KEY_3(
      Section.REQUEST,
      "First call's key",
      "After a transfer the first voice call's key stands for the conversation, so the key of a"
          + " later leg is resolved to it and the answer names it in"
          + " Signalbox-First-Vendor-Call-Key, or, in strict mode, gets 400 with the first key"
          + " named.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58,
      Source.OURS),

  /** Keys of calls that nobody registered. */
  KEY_4(
      Section.REQUEST,
      "Unknown calls",
      "A key that no directory knows starts a conversation of its own, unless the operator"
          + " requires known calls, in which case it gets 404.",
      OURS,
      REQUEST,
      Source.OURS),

  /** The bearer token and its refusal. */
  AUTH_1(
      Section.AUTHORIZATION,
      "Bearer token",
      "Every request carries exactly one Authorization header with a JWT as Bearer token, and"
          + " every refusal of a token is the same 401 with WWW-Authenticate: Bearer, whatever the"
          + " reason.",
      SOURCE,
      REQUEST,
      Source.AUTHORIZATION,
      Source.OURS),

  /** The signature's algorithm. */
  AUTH_2(
      Section.AUTHORIZATION,
      "RS256 only",
      "A token is signed with RS256, and one with any other alg, with a crit header, or with a key"
          + " that it brings or points to (jwk, x5c, jku, x5u) gets 401 without that key being"
          + " used or fetched.",
      SOURCE,
      REQUEST,
      Source.AUTHORIZATION),

  /** How a token finds its key. */
  AUTH_3(
      Section.AUTHORIZATION,
      "Issuer, subject, registered key",
      "The org id in iss and the call center's API name in sub select the registered RSA keys"
          + " (2048 bits or more), one of which has to verify the signature, an unknown pair or"
          + " a wrong key gets 401, and a sender signs the org id as it was given.",
      SOURCE,
      REQUEST,
      Source.AUTHORIZATION),

  /** The claims about time. */
  AUTH_4(
      Section.AUTHORIZATION,
      "Times and audience",
      "A token needs a numeric exp that lies ahead and at most 24 hours after iat (after now"
          + " without iat), iat and nbf not ahead, 60 seconds of skew allowed, each claim once and"
          + " of its type, and aud counts only where the operator configured one.",
      SOURCE,
      REQUEST,
      Source.AUTHORIZATION,
      Source.CLIENT),

  /** Tokens that may be used once. */
  AUTH_5(
      Section.AUTHORIZATION,
      "Single use by jti",
      "A token with a jti (a string of up to 255 characters) is accepted once before its exp, also"
          + " when many use it at the same moment, and where the memory for that is full"
          + " (1,000,000 per call center by default) a new jti gets 503 with Retry-After.",
      SOURCE,
      REQUEST,
      Source.AUTHORIZATION,
      Source.OURS),

  /** No parsing for strangers. */
  AUTH_6(
      Section.AUTHORIZATION,
      "Token before body",
      "The token is judged before a single byte of the body is parsed, so a bad token with a bad"
          + " body gets 401.",
      SOURCE,
      REQUEST,
      Source.AUTHORIZATION,
      Source.OURS),

  /** The formats of a request. */
  HDR_1(
      Section.HEADERS,
      "Content type",
      "The Content-Type is application/json, application/xml or text/xml, with no charset but"
          + " UTF-8 and no Content-Encoding but identity, and anything else gets 415 with"
          + " Accept-Post.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58),

  /** The provider's name. */
  HDR_2(
      Section.HEADERS,
      "Provider name",
      "Telephony-Provider-Name is optional, taken literally, absent when blank, and gets 400 when"
          + " it is longer than 255 characters or has control characters.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58),

  /** The format of an answer. */
  HDR_3(
      Section.HEADERS,
      "Answer's format",
      "The answer is JSON or XML as Accept and its q-values prefer, in the request's own format"
          + " where they decide nothing (JSON where it has none), and never 406.",
      OURS,
      REQUEST,
      Source.OURS),

  /** The intelligence source. */
  BODY_1(
      Section.BODY,
      "Intelligence source",
      "The property service is required and is a string that is not blank.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58,
      Source.GUIDE_67),

  /** Which services and types are taken. */
  BODY_2(
      Section.BODY,
      "Profiles and services",
      "Profile v67, the default, takes any service (or those on the operator's list) with Category"
          + " and Sentiment events, profile v58 takes AmazonConnectContactLens with Category"
          + " events alone, and a refusal names what is allowed.",
      OURS,
      REQUEST,
      Source.OURS),

  /** The array of events. */
  BODY_3(
      Section.BODY,
      "At least one event",
      "The property events is required and is an array of at least one event.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58,
      Source.OURS),

  /** What can be read at all. */
  BODY_4(
      Section.BODY,
      "Well-formed and bounded",
      "A body is one well-formed UTF-8 document without duplicates, mixed content or trailing"
          + " content, nested at most 64 deep and with numbers of at most 1,000 digits, or it gets"
          + " 400, and one over the size limit (1 MiB by default) gets 413.",
      OURS,
      REQUEST,
      Source.OURS),

  /** No document types in XML. */
  BODY_5(
      Section.BODY,
      "No DTD, no entities",
      "An XML body with a DTD, an external entity, entity expansion or XInclude gets 400, and"
          + " nothing is fetched for it.",
      OURS,
      REQUEST,
      Source.OURS),

  /** The wish to persist, and unknown properties. */
  BODY_6(
      Section.BODY,
      "Persist and unknown properties",
      "The property persist is an optional boolean, and properties that the contract does not name"
          + " are ignored.",
      CLIENT,
      REQUEST,
      Source.CLIENT,
      Source.GUIDE_67),

  /** The two types of events. */
  EVT_1(
      Section.BODY,
      "Event type",
      "The type of an event is required and is IntelligenceSignal__Category or"
          + " IntelligenceSignal__Sentiment.",
      SOURCE,
      REQUEST,
      Source.GUIDE_67),

  /** What an event says. */
  EVT_2(
      Section.BODY,
      "Event value",
      "The value of an event is required and is a string that is not blank and, like service, has"
          + " only characters that XML 1.0 can carry.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58,
      Source.OURS),

  /** When an event started. */
  EVT_3(
      Section.BODY,
      "Start time",
      "The startTime of an event is required and is an integer of milliseconds since the Unix"
          + " epoch, from 0 to 9223372036854775807, in JSON without quotes, fraction or exponent.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58,
      Source.OURS),

  /** The order within a batch. */
  EVT_4(
      Section.BODY,
      "Ascending start times",
      "The start times within a batch never descend, or each event that starts before its"
          + " predecessor is a violation, unless the operator chose to have batches sorted.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58),

  /** Sentiment values and participants. */
  EVT_5(
      Section.BODY,
      "Sentiment and participant",
      "A Sentiment event has as value a plain decimal of at most 32 characters from -1000 to 1000,"
          + " kept with two decimals, and must name the participant AGENT or CUSTOMER, which a"
          + " Category event may.",
      SOURCE,
      REQUEST,
      Source.GUIDE_67),

  /** How sure the source is. */
  EVT_6(
      Section.BODY,
      "Confidence score",
      "The score of an event is an optional confidence from 0 to 1000, a JSON number or a plain"
          + " decimal string of at most 32 characters, and is delivered as it was sent.",
      SOURCE,
      REQUEST,
      Source.GUIDE_67),

  /** When an event ended, and its place in the recording. */
  EVT_7(
      Section.BODY,
      "End time and details",
      "An event may have an int64 endTime not before its startTime, and details with the int64"
          + " offsets BeginOffsetMillis and EndOffsetMillis, neither negative and the end not"
          + " before the begin.",
      SOURCE,
      REQUEST,
      Source.TOOLKIT,
      Source.CLIENT),

  /** How completely a body is judged. */
  VAL_1(
      Section.BODY,
      "All violations at once",
      "One answer lists every violation of a refused body, up to the first 100, each with clause,"
          + " pointer and explanation.",
      OURS,
      REQUEST,
      Source.OURS),

  /** The answer to an accepted batch. */
  RES_1(
      Section.ANSWER,
      "202 Accepted",
      "An accepted batch gets status 202 and one property, status, whose value is 202 Accepted.",
      SOURCE,
      REQUEST,
      Source.GUIDE_58),

  /** What acceptance promises. */
  RES_2(
      Section.ANSWER,
      "All or nothing",
      "Status 202 says that the transport answers for every event of the batch from now on, and"
          + " any other status says that none of them was or ever will be delivered; where that can't be"
          + " known, the connection is closed without an answer.",
      OURS,
      DELIVERY,
      Source.OURS),

  /** The form of errors. */
  RES_3(
      Section.ANSWER,
      "Problem documents",
      "Every error of the endpoint is an RFC 9457 problem document in JSON or XML whose errors"
          + " list is not empty and which shows no stack trace, class name, token or key.",
      OURS,
      REQUEST,
      Source.OURS),

  /** Overload and rate limits. */
  RES_4(
      Section.ANSWER,
      "Try again later",
      "A transport that is full or unavailable is answered with 503 and an exceeded rate limit"
          + " with 429, both with Retry-After.",
      OURS,
      OPERATOR,
      Source.OURS),

  /** Registering a voice call. */
  CALL_1(
      Section.VOICE_CALLS,
      "Register a call",
      "POST /telephony/v1/voiceCalls with vendorCallKey and initiationMethod (Inbound, Outbound,"
          + " Transfer, Conference or Callback in any case) gets 201 with a new 18-character"
          + " voiceCallId, also when the key was registered before (profile v58: with the id it has), and"
          + " strict mode requires all that the vendor does.",
      SOURCE,
      REQUEST,
      Source.CREATE_CALL,
      Source.CLIENT,
      Source.OURS),

  /** How legs are linked. */
  CALL_2(
      Section.VOICE_CALLS,
      "Transfers name parents",
      "A Transfer has to name its parent, by voiceCallId or by vendorCallKey, any record that"
          + " names one is linked to it, and an unknown parent gets 400.",
      SOURCE,
      REQUEST,
      Source.CREATE_CALL),

  /** How the first call is found. */
  CALL_3(
      Section.VOICE_CALLS,
      "Chains of calls",
      "The first call is found by following parents through chains of any length that can never"
          + " close into a cycle, a key stays in one conversation, and a parent from another"
          + " conversation gets 400.",
      SOURCE,
      REQUEST,
      Source.CREATE_CALL,
      Source.OURS),

  /** Whose calls a token sees. */
  CALL_4(
      Section.VOICE_CALLS,
      "Scope of keys",
      "Keys belong to the org and call center of the token, so equal keys of two orgs name two"
          + " calls and no token gets at the calls of another org.",
      SOURCE,
      REQUEST,
      Source.CREATE_CALL,
      Source.OURS),

  /** How long a conversation is remembered. */
  CALL_5(
      Section.VOICE_CALLS,
      "Forgetting and bounds",
      "A conversation unused for a while (24 hours by default) is forgotten with all its legs, and"
          + " at the bound on live conversations a new one gets 503 while no live one is evicted.",
      OURS,
      OPERATOR,
      Source.OURS),

  /** What every subscriber gets. */
  DLV_1(
      Section.DELIVERY,
      "Every batch, every subscriber",
      "Every accepted batch reaches every subscriber whole and in its own order, exactly once in"
          + " memory while the process lives.",
      OURS,
      DELIVERY,
      Source.OURS),

  /** Order within a conversation. */
  DLV_2(
      Section.DELIVERY,
      "Order per conversation",
      "A subscriber gets the batches of a conversation one after the other, in the order of their"
          + " acceptance, whichever leg's key they were sent under.",
      OURS,
      DELIVERY,
      Source.OURS),

  /** Independence of conversations and subscribers. */
  DLV_3(
      Section.DELIVERY,
      "Nobody waits for others",
      "A subscriber stuck on one call holds up no other call, up to 256 stuck calls by default,"
          + " and a failing subscriber holds up no other subscriber and is reported.",
      OURS,
      DELIVERY,
      Source.OURS),

  /** What a delivered batch carries. */
  DLV_4(
      Section.DELIVERY,
      "Sequence and lateness",
      "A delivered batch carries its keys, origin, content and time of receipt, a sequence number"
          + " per conversation (in memory from 0 without gaps) and"
          + " whether it is late, both fixed in the step that accepts it.",
      OURS,
      DELIVERY,
      Source.OURS),

  /** What happens when buffers are full. */
  DLV_5(
      Section.DELIVERY,
      "Bounded buffers",
      "Buffers are bounded in all and per conversation (256 batches by default), and a full one"
          + " refuses new batches but never drops accepted ones.",
      OURS,
      DELIVERY,
      Source.OURS),

  /** How delivery ends. */
  DLV_6(
      Section.DELIVERY,
      "Orderly shutdown",
      "A shutdown refuses new batches with 503, delivers what was accepted within a deadline of 10"
          + " seconds by default, and reports what is left by count and keys.",
      OURS,
      DELIVERY,
      Source.OURS),

  /** The event that consoles get. */
  TLK_1(
      Section.TOOLKIT_AND_RULES,
      "Toolkit event",
      "A delivered batch is shown as an INTELLIGENCE_SIGNAL event whose detail has the eleven"
          + " named properties and no others, less those that are absent.",
      SOURCE,
      DELIVERY,
      Source.TOOLKIT,
      Source.OURS),

  /** Where rules come from. */
  RUL_1(
      Section.TOOLKIT_AND_RULES,
      "Rule files",
      "Rules are loaded from ConvIntelligenceSignalRule metadata files, and a file with a fault is"
          + " refused at load time with file, line and reason.",
      SOURCE,
      OPERATOR,
      Source.RULES),

  /** What a rule looks at. */
  RUL_2(
      Section.TOOLKIT_AND_RULES,
      "Conditions and criteria",
      "An active rule sees the batches of its service, compares Category, AgentSentiment and"
          + " CustomerSentiment by five operators, and joins its conditions by its criteria, or by"
          + " AND where it has none.",
      SOURCE,
      OPERATOR,
      Source.RULES,
      Source.OURS),

  /** When a rule fires. */
  RUL_3(
      Section.TOOLKIT_AND_RULES,
      "When rules fire",
      "Rules are evaluated after each event, and one fires when its criteria turn from false,"
          + " where they start, to true.",
      OURS,
      OPERATOR,
      Source.OURS),

  /** What a fired rule does. */
  RUL_4(
      Section.TOOLKIT_AND_RULES,
      "Actions and handlers",
      "The actions LaunchNBA, LaunchFlow, AlertSupervisor and AlertSupervisorAndAgent go to"
          + " handlers, whose failures touch no delivery.",
      SOURCE,
      OPERATOR,
      Source.RULES,
      Source.OURS),

  /** Changes of a call. */
  SIB_1(
      Section.TELEPHONY,
      "Update a call",
      "PATCH of /telephony/v1/voiceCalls/{id or key} changes a known call's record,"
          + " requires no property, and gets 200 with the status pending.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS),
  /** What was said. */
  SIB_2(
      Section.TELEPHONY,
      "Messages of a call",
      "POST to a call's messages takes one utterance with participantId, messageId,"
          + " startTime, endTime, content and senderType, whose messageId is new in the"
          + " conversation, and gets 202.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS),
  /** What was said in several calls. */
  SIB_3(
      Section.TELEPHONY,
      "Messages of several calls",
      "POST to /telephony/v1/voiceCalls/messages takes at most 5 calls with at most 5"
          + " messages each, and gets 202, or 207 with an entry for each call that was not taken.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS),
  /** Signals after a call. */
  SIB_4(
      Section.TELEPHONY,
      "Events after a call",
      "POST to a call's postConversationEvents takes a service and its sentiments and"
          + " overall scores, each with type and value, and gets 202.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS),
  /** An Omni-Channel flow. */
  SIB_5(
      Section.TELEPHONY,
      "Execute an Omni-Channel flow",
      "PATCH of a call's omniFlow requires the dialedNumber, and gets 200 with an agent and"
          + " a queue.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS),
  /** Routing a call. */
  SIB_6(
      Section.TELEPHONY,
      "Route a call",
      "PATCH of /telephony/v1/voiceCalls/route/{id}, or POST to a call's routeVoiceCall,"
          + " requires the routingTarget, and gets 200 with the status Success.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS),
  /** Calling back. */
  SIB_7(
      Section.TELEPHONY,
      "Request a callback",
      "POST to a call's requestCallback, in JSON alone, requires the callbackNumber, and"
          + " gets 200 with a recordId.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS),
  /** Routing again, or not at all. */
  SIB_8(
      Section.TELEPHONY,
      "Reroute, clear routing",
      "PATCH of a call's reroute or clearRouting reads no body, and gets 200.",
      SOURCE,
      STAND_IN,
      Source.TELEPHONY,
      Source.CLIENT,
      Source.OURS);

  private static final Map<String, Clause> BY_ID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Clause::id, Function.identity()));

  private final String id;
  private final Section section;
  private final String title;
  private final String sentence;
  private final Level level;
  private final Observation observable;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable view of a set that nobody else holds
  private final Set<Source> sources;

  Clause(
      Section section,
      String title,
      String sentence,
      Level level,
      Observation observable,
      Source first,
      Source... more) {
    this.id = name().replace('_', '-');
    this.section = section;
    this.title = title;
    this.sentence = sentence;
    this.level = level;
    this.observable = observable;
    this.sources = Collections.unmodifiableSet(EnumSet.of(first, more));
  }

  /**
   * The clause of an id.
   *
   * @param id an id as {@link #id()} gives it, in upper case
   * @return the clause, or empty where the contract has no such clause
   */
  public static Optional<Clause> byId(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /** {@return the id, for example {@code REQ-1}: unique, and never given to another clause} */
  public String id() {
    return id;
  }

  /** {@return the section of the contract that the clause stands in} */
  public Section section() {
    return section;
  }

  /** {@return what the clause is about, in a few words} */
  public String title() {
    return title;
  }

  /** {@return the clause in one sentence, for people; the contract document is more precise} */
  public String sentence() {
    return sentence;
  }

  /** {@return who decided the clause's main rule} */
  public Level level() {
    return level;
  }

  /** {@return the least that is needed to see any part of the clause broken} */
  public Observation observable() {
    return observable;
  }

  /** {@return where the clause comes from: one source or more, in {@link Source}'s order} */
  public Set<Source> sources() {
    return sources;
  }

  /** {@return the id} */
  @Override
  public String toString() {
    return id;
  }

  /** The sections of the contract, in order. */
  public enum Section {
    /** The resource, the order of checks, the call key. */
    REQUEST(1, "Request"),
    /** Tokens. */
    AUTHORIZATION(2, "Authorization"),
    /** What is sent beside the body. */
    HEADERS(3, "Headers"),
    /** The batch and its events. */
    BODY(4, "Body"),
    /** What the sender gets back. */
    ANSWER(5, "Answer"),
    /** Registered calls and their legs. */
    VOICE_CALLS(6, "Voice calls and transfers"),
    /** What subscribers can rely on. */
    DELIVERY(7, "Delivery"),
    /** Consoles and rules. */
    TOOLKIT_AND_RULES(8, "Toolkit events and rules"),
    /** What a stand-in for the vendor's service has beside the two resources. */
    TELEPHONY(9, "The rest of the telephony API");

    private final int number;
    private final String title;

    Section(int number, String title) {
      this.number = number;
      this.title = title;
    }

    /** {@return the section's number, from 1} */
    public int number() {
      return number;
    }

    /** {@return the section's heading, without its number} */
    public String title() {
      return title;
    }
  }

  /** What a clause, or a part of it, comes from. */
  public enum Source {
    /** The vendor's page on real-time conversation events as of API version 58.0. */
    GUIDE_58("vendor guide 58.0"),
    /** The same page as of API version 67.0. */
    GUIDE_67("vendor guide 67.0"),
    /** The vendor's page on authorization. */
    AUTHORIZATION("vendor authorization page"),
    /** The vendor's page on creating a voice call record. */
    CREATE_CALL("vendor create-call page"),
    /** The conversation events of the vendor's voice toolkit API. */
    TOOLKIT("vendor toolkit API"),
    /** The vendor's metadata type for signal rules, API version 62.0 and later. */
    RULES("vendor rule metadata"),
    /** The vendor's pages on the other resources of its telephony API. */
    TELEPHONY("vendor telephony pages"),
    /** What clients published by the vendor send. */
    CLIENT("published clients"),
    /** This project. */
    OURS("this project");

    private final String label;

    Source(String label) {
      this.label = label;
    }

    /** {@return the source's name as people read it} */
    public String label() {
      return label;
    }
  }

  /** How binding a clause is for an implementation that is not this project's. */
  public enum Level {
    /** A document of the vendor says so. */
    SOURCE("source"),
    /** Published clients need it. */
    CLIENT("client"),
    /** This project decides; other implementations may decide otherwise. */
    OURS("ours");

    private final String label;

    Level(String label) {
      this.label = label;
    }

    /** {@return the level's name in reports} */
    public String label() {
      return label;
    }
  }

  /** What an observer needs. */
  public enum Observation {
    /** HTTP requests and their answers. */
    REQUEST,
    /** A look at what subscribers get, or a subscriber of the observer's own. */
    DELIVERY,
    /** An operator's configuration, limits, files or log. */
    OPERATOR,
    /** HTTP requests to a stand-in, which has more than the contract's two resources. */
    STAND_IN
  }
}

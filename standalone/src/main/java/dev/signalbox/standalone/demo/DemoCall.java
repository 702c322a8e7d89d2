package dev.signalbox.standalone.demo;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.internal.json.JsonText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** One call of the demonstration, from its record to its end. Used by one thread. */
final class DemoCall {
  private static final List<String> SIGNALS =
      List.of(
          "CustomerAngry",
          "CustomerHappy",
          "CancellationRisk",
          "Competitor",
          "RefundRequested",
          "SupervisorRequested",
          "LongSilence",
          "ComplianceStatementMissing");

  private static final List<String> SAID =
      List.of(
          "Good morning, my order has not arrived.",
          "I am sorry to hear that. May I have the order number?",
          "This is the third time that I call.",
          "Let me look into that for you.",
          "I would like to cancel.",
          "I can offer you a refund.",
          "Thank you, that helps.",
          "Is there anything else that I can do for you?");

  private static final String SERVICE = "AmazonConnectContactLens";
  private static final int MIN_STEPS = 6;
  private static final int MAX_STEPS = 16;

  private final DemoClient client;
  private final CallCenterId callCenter;
  private final VendorCallKey key;
  private final SplittableRandom random;
  private final Pause pause;
  private final BiConsumer<String, Integer> report;
  private double customer;
  private double agent;
  private int messages;

  /** Waits between two steps. */
  @FunctionalInterface
  interface Pause {
    void millis(long millis) throws InterruptedException;
  }

  /**
   * A call.
   *
   * @param random decides everything in it
   * @param report gets what was sent and the answer's status
   */
  DemoCall(
      DemoClient client,
      CallCenterId callCenter,
      VendorCallKey key,
      SplittableRandom random,
      Pause pause,
      BiConsumer<String, Integer> report) {
    this.client = client;
    this.callCenter = callCenter;
    this.key = key;
    this.random = random;
    this.pause = pause;
    this.report = report;
  }

  void play() throws InterruptedException {
    told("call begins", client.register(record(key.value(), "Inbound", "")));
    customer = random.nextInt(-40, 60);
    agent = random.nextInt(0, 60);
    int steps = random.nextInt(MIN_STEPS, MAX_STEPS);
    int transfer = random.nextInt(3) == 0 ? steps / 2 : -1;
    for (int i = 0; i < steps; i++) {
      pause.millis(random.nextInt(300, 2500));
      if (i == transfer) {
        String leg = key.value() + "-transfer";
        told("transfer", client.register(record(leg, "Transfer", key.value())));
      }
      step();
    }
    told("call ends", client.update(key, end()));
  }

  private void step() throws InterruptedException {
    int kind = random.nextInt(20);
    if (kind < 8) {
      told("sentiment", client.events(key, sentiments()));
    } else if (kind < 13) {
      String signal = SIGNALS.get(random.nextInt(SIGNALS.size()));
      told(signal, client.events(key, category(signal)));
    } else if (kind < 18) {
      told("transcript", client.message(key, message()));
    } else {
      wrong(kind == 18);
    }
  }

  /** Refused requests belong to the picture. */
  private void wrong(boolean body) throws InterruptedException {
    if (!body) {
      told("a bad token", client.eventsWithoutToken(key, category("CustomerAngry")));
    } else if (random.nextBoolean()) {
      told("events without a type", client.events(key, events("{\"value\":\"CustomerAngry\"}")));
    } else {
      told("a wrong sentiment", client.events(key, events(sentiment("CUSTOMER", "very bad"))));
    }
  }

  private void told(String what, int status) {
    report.accept(key + ": " + what, status);
  }

  private String record(String leg, String method, String parent) {
    JsonText json =
        new JsonText()
            .object()
            .name("callCenterApiName")
            .value(callCenter.apiName())
            .name("vendorCallKey")
            .value(leg)
            .name("to")
            .value("+15550100")
            .name("from")
            .value("+1555019" + random.nextInt(10))
            .name("initiationMethod")
            .value(method)
            .name("startTime")
            .value(Instant.now().toString())
            .name("participants")
            .array()
            .object()
            .name("participantKey")
            .value("+15550190")
            .name("type")
            .value("END_USER")
            .endObject()
            .endArray();
    if (!parent.isEmpty()) {
      json.name("parentVoiceCallId").value(parent);
    }
    return json.endObject().toString();
  }

  private static String end() {
    return new JsonText()
        .object()
        .name("isActiveCall")
        .value(false)
        .name("endTime")
        .value(Instant.now().toString())
        .endObject()
        .toString();
  }

  private String category(String signal) {
    return events(
        new JsonText()
            .object()
            .name("type")
            .value("IntelligenceSignal__Category")
            .name("value")
            .value(signal)
            .name("startTime")
            .value(System.currentTimeMillis())
            .name("score")
            .value(random.nextInt(50, 100))
            .endObject()
            .toString());
  }

  private String sentiments() {
    customer = moved(customer, 25);
    agent = moved(agent, 10);
    return events(
        sentiment("CUSTOMER", String.format(Locale.ROOT, "%.1f", customer))
            + ","
            + sentiment("AGENT", String.format(Locale.ROOT, "%.1f", agent)));
  }

  private double moved(double value, int by) {
    return Math.max(-100, Math.min(100, value + random.nextInt(-by, by + 1)));
  }

  private static String sentiment(String who, String value) {
    return new JsonText()
        .object()
        .name("type")
        .value("IntelligenceSignal__Sentiment")
        .name("value")
        .value(value)
        .name("participant")
        .value(who)
        .name("startTime")
        .value(System.currentTimeMillis())
        .endObject()
        .toString();
  }

  private static String events(String events) {
    return "{\"service\":\"" + SERVICE + "\",\"events\":[" + events + "]}";
  }

  private String message() {
    boolean customerSpeaks = messages % 2 == 0;
    long now = System.currentTimeMillis();
    return new JsonText()
        .object()
        .name("participantId")
        .value(customerSpeaks ? "+15550190" : "agent-1")
        .name("messageId")
        .value(key + "-m" + ++messages)
        .name("startTime")
        .value(now - 1500)
        .name("endTime")
        .value(now)
        .name("content")
        .value(SAID.get(random.nextInt(SAID.size())))
        .name("senderType")
        .value(customerSpeaks ? "END_USER" : "HUMAN_AGENT")
        .endObject()
        .toString();
  }
}

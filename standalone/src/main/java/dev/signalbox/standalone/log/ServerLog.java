package dev.signalbox.standalone.log;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.spi.BatchSubscriber;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.rules.model.RuleReading;
import dev.signalbox.standalone.cli.Redaction;
import dev.signalbox.standalone.cli.StdOut;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.faults.ActiveFault;
import dev.signalbox.standalone.faults.Fault;
import dev.signalbox.transport.http.EndpointListener;
import dev.signalbox.transport.http.EndpointOutcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What the operator should know of what goes on. Thread-safe; its memory is bounded. */
public final class ServerLog implements EndpointListener, DeliveryListener {
  /**
   * Start times below it are before 1973-03-03 in milliseconds, and until the year 5138 in seconds.
   */
  static final long LOOKS_LIKE_SECONDS = 100_000_000_000L;

  /** From here on times in milliseconds are after the year 5138; in microseconds, after 1973. */
  static final long LOOKS_LIKE_MICROS = 100_000_000_000_000L;

  /** From here on times in microseconds are after the year 5138; in nanoseconds, after 1973. */
  static final long LOOKS_LIKE_NANOS = 100_000_000_000_000_000L;

  private static final Duration AHEAD = Duration.ofDays(1);

  /** How many refusals of a burst are logged one by one; a burst lasts {@link #BURST}. */
  static final int REFUSALS_PER_BURST = 20;

  public static final Duration BURST = Duration.ofSeconds(10);

  /** How long before its end a token expires soon. */
  static final Duration EXPIRES_SOON = Duration.ofSeconds(60);

  /** How long after a warning of that the next one comes, for a call center. */
  static final Duration EXPIRING_AGAIN = Duration.ofMinutes(10);

  private static final int MAX_LEGS = 10_000;
  private static final int MAX_PATH = 300;

  private final Logger log;
  private final LogThrottle refusals;
  private volatile Consumer<String> warnings = warning -> {};
  private final AtomicBoolean undelivered = new AtomicBoolean();
  private final AtomicBoolean closedOutput = new AtomicBoolean();
  private final AtomicLong failures = new AtomicLong();
  private final LongAdder engineRefusals = new LongAdder();
  private final Clock clock;
  private final Map<CallCenterId, Instant> expiring = new ConcurrentHashMap<>();

  /** What was warned of, by call center. */
  private final Set<Map.Entry<CallCenterId, String>> oddTimes = ConcurrentHashMap.newKeySet();

  private final Set<UpstreamEndpoint> others = EnumSet.noneOf(UpstreamEndpoint.class);
  private final Map<Leg, Boolean> legs =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Leg, Boolean> eldest) {
          return size() > MAX_LEGS;
        }
      };

  /**
   * A log of a server.
   *
   * @param log where it goes
   * @param later runs what ends a burst of refusals, after {@link #BURST}
   * @param clock the time, by which tokens expire
   */
  public ServerLog(Logger log, Executor later, Clock clock) {
    this.log = log;
    this.clock = clock;
    refusals =
        new LogThrottle(
            REFUSALS_PER_BURST,
            later,
            count -> log.log(Level.WARNING, count + " more requests were refused meanwhile"));
  }

  /**
   * Sends the warnings that an operator can act on to another place as well, such as the console.
   */
  public void alsoWarn(Consumer<String> other) {
    warnings = other;
  }

  private void warn(String message) {
    log.log(Level.WARNING, message);
    warnings.accept(message);
  }

  public void info(String message) {
    log.log(Level.INFO, message);
  }

  @Override
  public void accepted(EndpointOutcome.Accepted accepted) {
    CallCenterId callCenter = accepted.callCenter();
    VendorCallKey key = accepted.key();
    EventBatch batch = accepted.batch();
    VendorCallKey first = accepted.result().conversation().firstKey();
    if (!first.equals(key) && isNew(new Leg(callCenter, key))) {
      warn(
          "KEY-3: a batch came under the key of a later leg, "
              + key
              + ", and was taken for the first call's, "
              + first
              + " (call center "
              + callCenter
              + "); its sender should use that one, and --strict would refuse this");
    }
    // The events are in order.
    String of = " (call " + key + ", call center " + callCenter + ")";
    long earliest = batch.events().get(0).startTime();
    if (earliest < LOOKS_LIKE_SECONDS) {
      warnOfUnit(callCenter, "seconds", earliest, of);
    }
    long latest = batch.events().get(batch.events().size() - 1).startTime();
    if (latest >= LOOKS_LIKE_NANOS) {
      warnOfUnit(callCenter, "nanoseconds", latest, of);
    } else if (latest >= LOOKS_LIKE_MICROS) {
      warnOfUnit(callCenter, "microseconds", latest, of);
    } else if (latest - clock.millis() > AHEAD.toMillis()
        && oddTimes.add(Map.entry(callCenter, "ahead"))) {
      warn(
          "EVT-3: the start time "
              + latest
              + of
              + " is more than a day ahead: "
              + Instant.ofEpochMilli(latest)
              + "; it was taken as it stands, and makes later batches of the call late");
    }
  }

  private void warnOfUnit(CallCenterId callCenter, String unit, long time, String of) {
    if (oddTimes.add(Map.entry(callCenter, unit))) {
      warn(
          "EVT-3: the start time "
              + time
              + of
              + " looks like "
              + unit
              + ": as milliseconds it is "
              + Instant.ofEpochMilli(time)
              + "; it was taken as it stands");
    }
  }

  /** Warns, once in a while, of a token that is still used shortly before its end. */
  @Override
  public void authorized(CallCenterId callCenter, Instant expiresAt) {
    Instant now = clock.instant();
    if (expiresAt.minus(EXPIRES_SOON).isAfter(now)) {
      return;
    }
    Instant last = expiring.get(callCenter);
    if (last != null && last.plus(EXPIRING_AGAIN).isAfter(now)) {
      return;
    }
    expiring.put(callCenter, now);
    warn(
        "AUTH-4: a token of the call center "
            + callCenter
            + " is still in use "
            + Math.max(0, Duration.between(now, expiresAt).toSeconds())
            + " s before it expires; unless its sender makes one for each request, it should make"
            + " the next one now");
  }

  private boolean isNew(Leg leg) {
    synchronized (legs) {
      return legs.put(leg, true) == null;
    }
  }

  /** A request that the HTTP server refused before the endpoint saw it. */
  public void engineRefused(String sentence) {
    engineRefusals.increment();
    if (refusals.admit()) {
      warn(sentence);
    }
  }

  /** How many requests the HTTP server refused. */
  public long engineRefusals() {
    return engineRefusals.sum();
  }

  @Override
  public void refused(EndpointOutcome.Refused refusal) {
    if (refusal.problem().type() == ProblemType.NO_SUCH_RESOURCE) {
      UpstreamEndpoint.at(refusal.target().replaceFirst("[?].*", "")).ifPresent(this::other);
    }
    if (!refusals.admit()) {
      return;
    }
    String path = refusal.target();
    log.log(
        Level.WARNING,
        "refused "
            + refusal.method()
            + " "
            + Redaction.of(shortened(path))
            + " with "
            + refusal.problem().type().status()
            + refusal.callCenter().map(id -> " (call center " + id + ")").orElse("")
            + ": "
            + Terminal.line(refusal.cause())
            + more(refusal.problem().violations().size() - 1));
  }

  /** Tells that a request met a fault, which no real server would say. */
  public void faulted(ActiveFault fault, String description) {
    if (refusals.admit()) {
      log.log(
          Level.WARNING,
          "fault "
              + fault.id()
              + " ("
              + fault.fault().summary()
              + "): "
              + Redaction.of(shortened(description)));
    }
  }

  /** Tells of a fault that is at work from the start. */
  public void warnOfFault(Fault fault) {
    log.log(Level.WARNING, "--fault: requests will meet a fault: " + fault.summary());
  }

  private static String shortened(String text) {
    return text.length() > MAX_PATH ? text.substring(0, MAX_PATH) + "…" : text;
  }

  private static String more(int violations) {
    return violations > 0 ? " And " + violations + " more." : "";
  }

  private void other(UpstreamEndpoint endpoint) {
    synchronized (others) {
      if (!others.add(endpoint)) {
        return;
      }
    }
    warn(
        "REQ-1: a request was for another of the vendor's endpoints, "
            + endpoint.title()
            + ", which this server does not have: let a reverse proxy split the paths, so that only"
            + " what this server has comes here");
  }

  @Override
  public void failed(BatchSubscriber subscriber, DeliveredBatch batch, Throwable failure) {
    failures.incrementAndGet();
    if (failure instanceof StdOut.Broken broken) {
      if (!closedOutput.getAndSet(true)) {
        log.log(
            Level.WARNING,
            "standard output can't be written any more ("
                + broken.getMessage()
                + "): delivered batches are no longer shown there");
      }
      return;
    }
    log.log(
        Level.WARNING,
        "DLV-1: a subscriber failed on batch "
            + batch.sequence()
            + " of call "
            + batch.conversation().firstKey()
            + "; it is not given to it again",
        failure);
  }

  @Override
  public void undelivered(DeliveredBatch batch) {
    if (undelivered.compareAndSet(false, true)) {
      log.log(
          Level.WARNING,
          "DLV-1: a batch was accepted and there is no subscriber: with --quiet, and nothing else"
              + " that listens, nobody sees it");
    }
  }

  /** Tells what a folder of rules has, now or after a change. */
  public void rules(Path folder, RuleReading reading) {
    reading.errors().forEach(fault -> log.log(Level.ERROR, fault.toString()));
    reading.warnings().forEach(remark -> log.log(Level.WARNING, remark.toString()));
    if (reading.errors().isEmpty()) {
      info(reading.rules().size() + " rules were read from " + folder);
    } else {
      log.log(
          Level.ERROR, "RUL-1: the rules in " + folder + " have faults and were not put to work");
    }
  }

  /** Warns of tokens that others on the way can read. */
  public void plainHttp(String host) {
    log.log(
        Level.WARNING,
        "AUTH-1: tokens come over plain HTTP on "
            + host
            + ", where others on the way can read and use them: start with --tls-cert and --tls-key,"
            + " or listen on 127.0.0.1 behind a proxy that ends TLS");
  }

  /** Warns of a certificate that has expired (AUTH-3). */
  public void key(CallCenterId callCenter, CallCenterKey key, Instant now) {
    key.expiresAt()
        .filter(now::isAfter)
        .ifPresent(
            expiry ->
                log.log(
                    Level.WARNING,
                    "AUTH-3: a certificate of the call center "
                        + callCenter
                        + " expired at "
                        + expiry
                        + "; its key is still accepted"));
  }

  /**
   * Tells what was not delivered (DLV-6).
   *
   * @return whether everything was
   */
  public boolean ended(ShutdownReport report, Duration deadline) {
    refusals.end();
    if (report.count() > 0) {
      log.log(
          Level.ERROR,
          "DLV-6: "
              + report.count()
              + " accepted batches of "
              + report.undelivered().size()
              + " conversations were not delivered within "
              + deadline.toSeconds()
              + " s:");
      report
          .undelivered()
          .forEach(
              (conversation, count) ->
                  log.log(
                      Level.ERROR,
                      "DLV-6: not delivered: "
                          + count
                          + " of call "
                          + conversation.firstKey()
                          + " (call center "
                          + conversation.callCenter()
                          + ")"));
    }
    if (failures.get() > 0) {
      log.log(Level.ERROR, "DLV-1: " + failures.get() + " deliveries failed while the server ran");
    }
    boolean complete = report.count() == 0 && failures.get() == 0;
    if (complete) {
      info("stopped: everything that was accepted was delivered");
    }
    return complete;
  }

  /** One leg of some conversation. */
  private record Leg(CallCenterId callCenter, VendorCallKey key) {}
}

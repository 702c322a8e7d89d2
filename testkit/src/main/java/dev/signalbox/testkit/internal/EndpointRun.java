package dev.signalbox.testkit.internal;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.CouldNotRunException;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One run of checks against one endpoint. */
final class EndpointRun implements AutoCloseable {
  /** After so many checks in a row without an answer the server is given up. */
  private static final int GIVE_UP = 3;

  /** Why the rest of a run is not checked. */
  static final String STOPPED_ANSWERING = "the server stopped answering";

  static final String TIME_IS_OVER = "the time for the whole run is over (--limit)";

  private final Settings settings;
  private final Http http;
  private final Trap trap = new Trap();
  private final Map<Tokens, String> reusable = new ConcurrentHashMap<>();
  private final AtomicInteger keys = new AtomicInteger();
  private final String keyPrefix;
  private final long deadline;
  private volatile boolean silent;
  private List<Tokens.Hostile> hostile = List.of();

  EndpointRun(Settings settings) {
    this.settings = settings;
    http = new Http(settings.uri(), settings.timeout(), settings.authorities());
    long start = System.nanoTime();
    deadline = start + settings.limit().toNanos();
    // A run repeats another's values but not its keys, which the server may still know.
    keyPrefix =
        "kit-" + Long.toString(settings.seed(), 36) + "-" + Long.toString(start & 0xFFFFFFF, 36);
  }

  /** Made when first needed, for it takes its time to forge one token of each kind. */
  private static final class All {
    static final List<Check<Probe>> CHECKS =
        Stream.of(
                new RequestChecks(),
                new AuthorizationChecks(),
                new HeaderChecks(),
                new BodyChecks(),
                new OrderingChecks(),
                new XmlChecks(),
                new AnswerChecks(),
                new CallChecks())
            .flatMap(section -> section.checks().stream())
            .toList();
  }

  /** All checks of an endpoint, in the order in which they are run. */
  static List<Check<Probe>> checks() {
    return All.CHECKS;
  }

  Settings settings() {
    return settings;
  }

  Trap trap() {
    return trap;
  }

  /** Made once, for it takes its time; good for all of a run, however long it is. */
  synchronized List<Tokens.Hostile> hostile() {
    if (hostile.isEmpty()) {
      hostile = settings.tokens().hostile(trap.url());
    }
    return hostile;
  }

  String newKey() {
    return keyPrefix + "-" + keys.incrementAndGet();
  }

  String token(Tokens tokens) {
    return reusable.computeIfAbsent(tokens, Tokens::reusable);
  }

  long seed(String checkId, int attempt) {
    return (settings.seed() * 31 + checkId.hashCode()) * 1_000_003 + attempt;
  }

  Answer send(RawRequest request) {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new Check.Skipped(TIME_IS_OVER);
    }
    Answer answer = http.send(request, Duration.ofNanos(left));
    if (answer.kind() != Answer.Kind.ANSWERED && mustStop()) {
      throw new Check.Skipped(TIME_IS_OVER);
    }
    silent =
        switch (answer.kind()) {
          case SILENT, UNREACHABLE, INSECURE -> true;
          case ANSWERED, CLOSED -> false;
        };
    return answer;
  }

  boolean mustStop() {
    return System.nanoTime() - deadline > 0;
  }

  boolean wasSilent() {
    return silent;
  }

  void await(Duration pause) {
    try {
      long left = deadline - System.nanoTime();
      if (new CountDownLatch(1).await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Check.Skipped("interrupted");
    }
  }

  /**
   * Sees whether there is anything to check.
   *
   * @throws CouldNotRunException saying what to look at
   */
  void preflight() {
    RawRequest request = new Probe(this, "preflight").batch();
    Answer answer = http.send(request, settings.limit());
    String what =
        "The first plain valid request "
            + (answer.kind() == Answer.Kind.ANSWERED ? "got " : "failed: ")
            + answer.shown()
            + ". ";
    String advice =
        switch (answer.kind()) {
          case UNREACHABLE -> "Check the URL, and that the server is running.";
          case INSECURE ->
              "Check the URL: scheme, host and port. A certificate that no authority of this machine"
                  + " has signed is trusted with --cacert FILE.";
          case SILENT -> "Check that the server is running, or give it more with --timeout.";
          case CLOSED ->
              "Check the URL: scheme, host and port. Where TLS is spoken it begins with https://, and"
                  + " a port for HTTP/2 alone can't be checked.";
          case ANSWERED ->
              switch (answer.status()) {
                case 401, 403 ->
                    "Check --org, --call-center and --key against what the server knows, the"
                        + " clocks of both, and an audience that it may want.";
                case 404 ->
                    "Check the URL, in which the contract's path must not be; and let the server"
                        + " take calls that nobody registered (KEY-4).";
                default ->
                    answer.status() >= 500
                        ? "Check the server's log: it does not take anything now."
                        : "";
              };
        };
    if (!advice.isEmpty()) {
      throw new CouldNotRunException(what + advice);
    }
  }

  /** Runs checks one after the other. */
  List<Outcome> run(List<Check<Probe>> checks, Predicate<Check<Probe>> wanted, Progress progress) {
    List<Outcome> outcomes = new ArrayList<>();
    int silentInARow = 0;
    for (Check<Probe> check : checks) {
      if (!wanted.test(check)) {
        outcomes.add(check.skipped("not selected"));
      } else if (check.level() == Clause.Level.OURS && !settings.all()) {
        outcomes.add(check.skipped("decided by this project: judged with --all"));
      } else if (silentInARow >= GIVE_UP) {
        outcomes.add(check.skipped(STOPPED_ANSWERING));
      } else if (mustStop()) {
        outcomes.add(check.skipped(TIME_IS_OVER));
      } else {
        progress.at(outcomes.size(), checks.size(), check.id());
        outcomes.add(check.run(new Probe(this, check.id())));
        silentInARow = silent ? silentInARow + 1 : 0;
      }
    }
    return outcomes;
  }

  @Override
  public void close() {
    trap.close();
  }
}

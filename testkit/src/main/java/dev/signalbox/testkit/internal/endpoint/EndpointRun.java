package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.RawRequest;
import dev.signalbox.testkit.TokenFactory;
import dev.signalbox.testkit.internal.check.Check;
import dev.signalbox.testkit.internal.check.CheckOutcome;
import dev.signalbox.testkit.internal.check.CheckSkippedException;
import dev.signalbox.testkit.internal.check.CouldNotRunException;
import dev.signalbox.testkit.internal.check.RunProgress;
import dev.signalbox.testkit.internal.http.CanaryServer;
import dev.signalbox.testkit.internal.http.HttpAnswer;
import dev.signalbox.testkit.internal.http.RawHttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of checks against one endpoint. */
public final class EndpointRun implements AutoCloseable {
  /** After so many checks in a row without an answer the server is given up. */
  private static final int GIVE_UP = 3;

  private final EndpointRunSettings settings;
  private final RawHttpClient http;
  private final CanaryServer trap = new CanaryServer();
  private final Map<String, String> reusable = new ConcurrentHashMap<>();
  private final AtomicInteger keys = new AtomicInteger();
  private final String keyPrefix;
  private final long deadline;
  private volatile boolean silent;
  private final EndpointBaseline baseline = new EndpointBaseline(this);
  private Optional<HttpAnswer> first = Optional.empty();
  private final Set<String> registered = ConcurrentHashMap.newKeySet();
  private Optional<RawRequest> plain = Optional.empty();
  private List<TokenFactory.Hostile> hostile = List.of();

  public EndpointRun(EndpointRunSettings settings) {
    this.settings = settings;
    http = new RawHttpClient(settings.uri(), settings.timeout(), settings.authorities());
    long start = System.nanoTime();
    deadline = start + settings.limit().toNanos();
    // A run repeats another's values but not its keys, which the server may still know.
    keyPrefix =
        "kit-" + Long.toString(settings.seed(), 36) + "-" + Long.toString(start & 0xFFFFFFF, 36);
  }

  /** Made when first needed, for it takes its time to forge one token of each kind. */
  private static final class All {
    static final List<Check<EndpointProber>> CHECKS =
        Stream.of(
                new DemandChecks(),
                new RequestChecks(),
                new AuthorizationChecks(),
                new ReplayChecks(),
                new HeaderChecks(),
                new BodyChecks(),
                new OrderingChecks(),
                new XmlChecks(),
                new AnswerChecks(),
                new RegistrationChecks(),
                new TransferChecks())
            .flatMap(section -> section.checks().stream())
            .toList();
  }

  /** All checks of an endpoint, in the order in which they are run. */
  public static List<Check<EndpointProber>> checks() {
    return All.CHECKS;
  }

  public EndpointRunSettings settings() {
    return settings;
  }

  public CanaryServer trap() {
    return trap;
  }

  /** Made once, for it takes its time; good for all of a run, however long it is. */
  synchronized List<TokenFactory.Hostile> hostile(TokenFactory tokens) {
    if (hostile.isEmpty()) {
      hostile = tokens.hostile(trap.url());
    }
    return hostile;
  }

  public String newKey() {
    // Longer than any id of Salesforce's.
    return keyPrefix + String.format("-%010d", keys.incrementAndGet());
  }

  /** A token for many requests; a call center has one. */
  public String token(TokenFactory tokens) {
    // What an endpoint demands is in its tokens.
    return reusable.computeIfAbsent(
        tokens.callCenter() + " " + baseline.demands(), id -> tokens.reusable());
  }

  EndpointBaseline baseline() {
    return baseline;
  }

  public long seed(String checkId, int attempt) {
    return (settings.seed() * 31 + checkId.hashCode()) * 1_000_003 + attempt;
  }

  public HttpAnswer send(RawRequest request) {
    return send(List.of(request)).get(0);
  }

  /** Sends requests on one connection, and gives an answer or what came instead for each. */
  public List<HttpAnswer> send(List<RawRequest> requests) {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new CheckSkippedException(RunProgress.TIME_IS_OVER);
    }
    List<HttpAnswer> answers = http.send(requests, Duration.ofNanos(left));
    HttpAnswer answer = answers.get(answers.size() - 1);
    if (answer.kind() != HttpAnswer.AnswerKind.ANSWERED && mustStop()) {
      throw new CheckSkippedException(RunProgress.TIME_IS_OVER);
    }
    silent =
        switch (answer.kind()) {
          case SILENT, UNREACHABLE, INSECURE -> true;
          case ANSWERED, CLOSED -> false;
        };
    return answers;
  }

  /** Sends a request of the beginning, for which the limit of the run is limit enough. */
  HttpAnswer sendFirst(RawRequest request) {
    return http.send(request, settings.limit());
  }

  /** Finds out, once, what the endpoint demands, before anything is judged. */
  private synchronized HttpAnswer first() {
    if (first.isEmpty()) {
      plain = Optional.of(new EndpointProber(this, "plain").batch());
      first = Optional.of(baseline.findDemands());
      reusable.clear();
    }
    return first.get();
  }

  /** Whether a call is registered now, for the first time. */
  boolean registers(String key) {
    return registered.add(key);
  }

  /** The plain request, whatever the endpoint demands. */
  RawRequest withoutDemands() {
    return plain.orElseThrow();
  }

  /** The answer to the plain request. */
  HttpAnswer firstAnswer() {
    return first();
  }

  public boolean mustStop() {
    return System.nanoTime() - deadline > 0;
  }

  public boolean wasSilent() {
    return silent;
  }

  public void await(Duration pause) {
    try {
      long left = deadline - System.nanoTime();
      if (new CountDownLatch(1).await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CheckSkippedException("interrupted");
    }
  }

  /**
   * Sees whether there is anything to check.
   *
   * @throws CouldNotRunException saying what to look at
   */
  public void preflight() {
    HttpAnswer answer = first();
    if (answer.isSuccess() || !baseline.demands().isEmpty()) {
      return;
    }
    String what =
        "The first plain valid request "
            + (answer.kind() == HttpAnswer.AnswerKind.ANSWERED ? "got " : "failed: ")
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
  public List<CheckOutcome> run(
      List<Check<EndpointProber>> checks,
      Predicate<Check<EndpointProber>> wanted,
      RunProgress progress) {
    HttpAnswer plain = first();
    List<CheckOutcome> outcomes = new ArrayList<>();
    int silentInARow = 0;
    for (Check<EndpointProber> check : checks) {
      if (!wanted.test(check)) {
        outcomes.add(check.skipped(RunProgress.NOT_SELECTED));
      } else if (check.level() == Clause.Level.OURS && !settings.all()) {
        outcomes.add(check.skipped(RunProgress.OURS));
      } else if (silentInARow >= GIVE_UP) {
        outcomes.add(check.skipped(RunProgress.STOPPED_ANSWERING));
      } else if (mustStop()) {
        outcomes.add(check.skipped(RunProgress.TIME_IS_OVER));
      } else {
        progress.at(outcomes.size(), checks.size(), check.id());
        outcomes.add(made(check, plain));
        silentInARow = silent ? silentInARow + 1 : 0;
      }
    }
    return withCauses(outcomes);
  }

  private CheckOutcome made(Check<EndpointProber> check, HttpAnswer plain) {
    EndpointProber prober = new EndpointProber(this, check.id());
    Optional<Clause> unusable = baseline.unusable();
    if (unusable.isEmpty()) {
      return check.run(prober);
    }
    Check<EndpointProber> same =
        new Check<>(
            check.id(),
            check.clause(),
            check.level(),
            check.title(),
            p -> {
              throw p.failed(p.batch(), Expectation.accepted().text(), plain)
                  .because(unusable.get());
            });
    return same.run(prober);
  }

  /** Where a blocking clause has no failure of its own, what it blocks is its failure. */
  private static List<CheckOutcome> withCauses(List<CheckOutcome> outcomes) {
    Set<Clause> failing =
        outcomes.stream()
            .filter(o -> o.verdict() == CheckOutcome.CheckVerdict.FAILS)
            .map(CheckOutcome::blamed)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Clause.class)));
    List<CheckOutcome> all = new ArrayList<>();
    for (CheckOutcome outcome : outcomes) {
      boolean first =
          outcome.verdict() == CheckOutcome.CheckVerdict.BLOCKED && failing.add(outcome.blamed());
      all.add(first ? outcome.asFailure() : outcome);
    }
    return all;
  }

  @Override
  public void close() {
    trap.close();
  }
}

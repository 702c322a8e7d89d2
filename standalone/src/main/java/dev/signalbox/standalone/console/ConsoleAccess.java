package dev.signalbox.standalone.console;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which requests may use the console. In development mode those from this machine whose
 * Host names this machine, so that no page from elsewhere gets in by pointing its own name here.
 * Otherwise those with the operator's token, which a cookie remembers. Thread-safe.
 */
public final class ConsoleAccess {
  static final String COOKIE = "signalbox-console";
  static final Duration SESSION = Duration.ofHours(12);

  /** How many wrong tokens of one client are judged per minute. */
  static final int MAX_FAILURES = 10;

  static final int MAX_SESSIONS = 100;

  private static final int MAX_CLIENTS = 10_000;

  /** Empty in development mode. */
  private final Optional<byte[]> token;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Instant> sessions = new LinkedHashMap<>();

  /** When each client gave a wrong token; the client that did so longest ago is the first to go. */
  private final Map<String, List<Instant>> failures = new LinkedHashMap<>();

  private ConsoleAccess(Optional<byte[]> token, Clock clock) {
    this.token = token;
    this.clock = clock;
  }

  public static ConsoleAccess development() {
    return new ConsoleAccess(Optional.empty(), Clock.systemUTC());
  }

  public static ConsoleAccess operator(String token, Clock clock) {
    return new ConsoleAccess(Optional.of(digest(token)), clock);
  }

  /** What became of a login. */
  public enum Login {
    /** The cookie may be set. */
    GOOD,
    /** The token is wrong. */
    WRONG,
    /** Too many were wrong lately. */
    TOO_MANY
  }

  public boolean isDevelopment() {
    return token.isEmpty();
  }

  /** Whether the request's host is one that may be asked. */
  public boolean isHost(Headers headers) {
    return !isDevelopment() || host(headers).filter(ConsoleAccess::isLoopback).isPresent();
  }

  /** Whether a form or a script of this very site has sent the request. */
  public boolean isSameOrigin(Headers headers) {
    String origin = headers.getFirst("Origin");
    String host = headers.getFirst("Host");
    return origin != null
        && host != null
        && (origin.equals("http://" + host) || origin.equals("https://" + host));
  }

  public boolean isAllowed(Headers headers) {
    if (isDevelopment()) {
      return true;
    }
    Optional<String> session = session(headers);
    synchronized (this) {
      return session
          .map(sessions::get)
          .filter(until -> clock.instant().isBefore(until))
          .isPresent();
    }
  }

  /**
   * Judges a token.
   *
   * @param client the address from which it came: one that guesses locks only itself out
   */
  public synchronized Login login(String given, String client) {
    Instant now = clock.instant();
    List<Instant> wrong = failures.getOrDefault(client, new ArrayList<>());
    wrong.removeIf(at -> at.isBefore(now.minusSeconds(60)));
    if (wrong.size() >= MAX_FAILURES) {
      return Login.TOO_MANY;
    }
    if (token.isEmpty() || !MessageDigest.isEqual(digest(given), token.get())) {
      wrong.add(now);
      failures.remove(client);
      failures.put(client, wrong);
      if (failures.size() > MAX_CLIENTS) {
        failures.remove(failures.keySet().iterator().next());
      }
      return Login.WRONG;
    }
    return Login.GOOD;
  }

  /** The value of {@code Set-Cookie} for a new session. */
  synchronized String newSession(Headers headers) {
    Instant now = clock.instant();
    sessions.values().removeIf(until -> !now.isBefore(until));
    if (sessions.size() >= MAX_SESSIONS) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    sessions.put(id, now.plus(SESSION));
    return cookie(id, SESSION, headers);
  }

  /** Ends the request's session; the value of {@code Set-Cookie} that forgets it. */
  synchronized String endSession(Headers headers) {
    session(headers).ifPresent(sessions::remove);
    return cookie("", Duration.ZERO, headers);
  }

  private static String cookie(String value, Duration age, Headers headers) {
    return COOKIE
        + "="
        + value
        + "; Path=/; Max-Age="
        + age.toSeconds()
        + "; HttpOnly; SameSite=Strict"
        + ("https".equalsIgnoreCase(headers.getFirst("X-Forwarded-Proto")) ? "; Secure" : "");
  }

  private static Optional<String> session(Headers headers) {
    for (String header : headers.getOrDefault("Cookie", List.of())) {
      for (String cookie : header.split(";", -1)) {
        String[] parts = cookie.strip().split("=", 2);
        if (parts.length == 2 && parts[0].equals(COOKIE)) {
          return Optional.of(parts[1]);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }

  private static Optional<String> host(Headers headers) {
    try {
      return Optional.ofNullable(headers.getFirst("Host"))
          .map(host -> URI.create("http://" + host).getHost());
    } catch (IllegalArgumentException notAHost) {
      return Optional.empty();
    }
  }

  /** Equally long whatever the token is, so that comparing tells nothing. */
  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

package dev.signalbox.peers;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import com.fasterxml.jackson.dataformat.xml.annotation.JacksonXmlElementWrapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * The job, as an experienced user writes it with well-known libraries: verify the token (Nimbus),
 * read the batch (Jackson), judge it, number it in its conversation, and hand it to a subscriber,
 * each conversation in its order.
 */
public final class Job {
  private static final String BEFORE = "/telephony/v1/voiceCalls/";
  private static final String AFTER = "/realtimeConversationEvents";
  private static final int PARTITIONS = 4;

  private final RSASSAVerifier verifier;
  private final Optional<Cache<String, JWTClaimsSet>> cache;
  private final ObjectMapper json = JsonMapper.builder().build();
  private final ObjectMapper xml = XmlMapper.builder().build();
  private final ConcurrentHashMap<String, Date> used = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Conversation> conversations = new ConcurrentHashMap<>();
  private final List<ExecutorService> partitions = new ArrayList<>();
  private final LongAdder delivered = new LongAdder();
  private final Rows rows;

  /** Where a batch is written before it is answered, and from where it goes when it is delivered. */
  public interface Rows {
    /** Writes nothing. */
    Rows NONE =
        new Rows() {
          @Override
          public long insert(String call, long sequence, byte[] body) {
            return 0;
          }

          @Override
          public void delete(long row) {
            // There is none.
          }
        };

    /**
     * Writes a batch.
     *
     * @param call the vendor's key of the call
     * @param sequence its number in the conversation
     * @param body as it came
     * @return its row
     */
    long insert(String call, long sequence, byte[] body);

    /**
     * Removes a batch.
     *
     * @param row its row
     */
    void delete(long row);
  }

  /**
   * A batch.
   *
   * @param service the intelligence source
   * @param events its events
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Batch(
      String service, @JacksonXmlElementWrapper(useWrapping = false) List<Event> events) {}

  /**
   * An event.
   *
   * @param type the type
   * @param value the signal
   * @param startTime milliseconds since 1970
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Event(String type, String value, Long startTime) {}

  /** What a subscriber gets. */
  private record Delivered(String call, long sequence, long row, Batch batch) {}

  /** A conversation's number. */
  private static final class Conversation {
    private long next;
  }

  /**
   * The job.
   *
   * @param key verifies tokens
   * @param cached whether tokens without jti are verified once
   */
  public Job(RSAPublicKey key, boolean cached) {
    this(key, cached, Rows.NONE);
  }

  /**
   * The job, written down.
   *
   * @param key verifies tokens
   * @param cached whether tokens without jti are verified once
   * @param rows where batches are written
   */
  public Job(RSAPublicKey key, boolean cached, Rows rows) {
    this.rows = rows;
    verifier = new RSASSAVerifier(key);
    cache =
        cached ? Optional.of(Caffeine.newBuilder().maximumSize(10_000).build()) : Optional.empty();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(Executors.newSingleThreadExecutor());
    }
  }

  /**
   * Does the job.
   *
   * @param rawPath the path, not decoded
   * @param authorization the header, or null
   * @param contentType the header, or null
   * @param body the body
   * @return the status
   */
  public int answer(String rawPath, String authorization, String contentType, byte[] body) {
    if (!rawPath.startsWith(BEFORE) || !rawPath.endsWith(AFTER)) {
      return 404;
    }
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      return 401;
    }
    if (!isAccepted(authorization.substring("Bearer ".length()))) {
      return 401;
    }
    String call =
        URLDecoder.decode(
            rawPath.substring(BEFORE.length(), rawPath.length() - AFTER.length()),
            StandardCharsets.UTF_8);
    return take(call, contentType, body);
  }

  /**
   * What follows the token.
   *
   * @param call the vendor's key of the call
   * @param contentType the header, or null
   * @param body the body
   * @return the status
   */
  public int take(String call, String contentType, byte[] body) {
    Batch batch;
    try {
      batch = ("application/xml".equals(contentType) ? xml : json).readValue(body, Batch.class);
    } catch (JsonProcessingException e) {
      return 400;
    } catch (IOException e) {
      return 500;
    }
    if (!isValid(batch)) {
      return 400;
    }
    Conversation conversation = conversations.computeIfAbsent(call, id -> new Conversation());
    synchronized (conversation) {
      long sequence = conversation.next++;
      Delivered next = new Delivered(call, sequence, rows.insert(call, sequence, body), batch);
      partitions
          .get((call.hashCode() & Integer.MAX_VALUE) % PARTITIONS)
          .execute(() -> deliver(next));
    }
    return 202;
  }

  private void deliver(Delivered batch) {
    if (batch.sequence() >= 0) {
      delivered.increment();
      rows.delete(batch.row());
    }
  }

  private boolean isAccepted(String token) {
    JWTClaimsSet claims = cache.map(c -> c.getIfPresent(token)).orElse(null);
    if (claims == null) {
      try {
        SignedJWT jwt = SignedJWT.parse(token);
        if (!JWSAlgorithm.RS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
          return false;
        }
        claims = jwt.getJWTClaimsSet();
        if (cache.isPresent() && claims.getJWTID() == null) {
          cache.get().put(token, claims);
        }
      } catch (ParseException | JOSEException e) {
        return false;
      }
    }
    Date expires = claims.getExpirationTime();
    return expires != null
        && expires.toInstant().isAfter(Instant.now())
        && isFirstUse(claims.getJWTID(), expires);
  }

  /**
   * Uses up a token's id.
   *
   * @param jti the id, or null
   * @param expires when the token expires
   * @return whether it may be used
   */
  public boolean isFirstUse(String jti, Date expires) {
    return jti == null || used.putIfAbsent(jti, expires) == null;
  }

  private static boolean isValid(Batch batch) {
    if (batch.service() == null
        || batch.service().isBlank()
        || batch.events() == null
        || batch.events().isEmpty()) {
      return false;
    }
    long last = 0;
    for (Event event : batch.events()) {
      if (event.type() == null
          || !event.type().startsWith("IntelligenceSignal__")
          || event.value() == null
          || event.value().isBlank()
          || event.startTime() == null
          || event.startTime() < last) {
        return false;
      }
      last = event.startTime();
    }
    return true;
  }
}

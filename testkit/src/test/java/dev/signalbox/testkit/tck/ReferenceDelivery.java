package dev.signalbox.testkit.tck;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DeliveredBatch;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.EventDetails;
import dev.signalbox.core.Participant;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.Score;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.RawBatch;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.testkit.internal.endpoint.ReferenceSink;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Delivers at once what an endpoint takes, as it should, except for the fault that it has. */
final class ReferenceDelivery implements ReferenceSink {
  private final Optional<DeliveryFault> fault;
  private final Subscriber subscriber;

  /** The next number and the latest start time, by conversation. */
  private final Map<String, long[]> states = new HashMap<>();

  private final Map<String, VendorCallKey> settled = new HashMap<>();
  private final List<DeliveredBatch> heldBack = new ArrayList<>();

  ReferenceDelivery(Optional<DeliveryFault> fault, Subscriber subscriber) {
    this.fault = fault;
    this.subscriber = subscriber;
  }

  private boolean has(DeliveryFault one) {
    return fault.equals(Optional.of(one));
  }

  @Override
  public synchronized void taken(Request request, EventBatch batch) {
    VendorCallKey key = request.key();
    VendorCallKey first = has(DeliveryFault.UNDER_THE_LEGS_KEY) ? key : request.first();
    if (has(DeliveryFault.BATCHES_SETTLE_THE_CONVERSATION)) {
      first = settled.computeIfAbsent(request.callCenter() + "/" + key, k -> request.first());
    }
    if (has(DeliveryFault.KEY_AS_IN_A_FORM)) {
      key = decoded(key);
      first = decoded(first);
    }
    VendorCallKey counted = has(DeliveryFault.NUMBERS_BY_LEG) ? key : first;
    long[] state = state(request.callCenter(), counted);
    boolean late = batch.events().get(0).startTime() < state[1];
    for (ConversationEvent event : batch.events()) {
      state[1] = Math.max(state[1], event.startTime());
    }
    deliver(
        new DeliveredBatch(
            new ConversationId(request.callCenter(), first),
            has(DeliveryFault.FORGETS_THE_LEGS_KEY) ? first : key,
            provider(request),
            delivered(batch, new String(request.body(), StandardCharsets.UTF_8)),
            Clock.systemUTC().instant(),
            state[0]++,
            late));
  }

  private long[] state(CallCenterId callCenter, VendorCallKey key) {
    String scope = has(DeliveryFault.NUMBERS_BY_KEY_ALONE) ? "" : callCenter + "/";
    return states.computeIfAbsent(scope + key, k -> new long[] {0, -1});
  }

  private static VendorCallKey decoded(VendorCallKey key) {
    return new VendorCallKey(URLDecoder.decode(key.value(), StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void refused(Request request) {
    if (has(DeliveryFault.REFUSED_USES_A_NUMBER)) {
      state(request.callCenter(), request.first())[0]++;
    }
    ContractOptions sorting =
        new ContractOptions(ContractOptions.STANDARD.profile(), Set.of(), Ordering.SORT);
    if (has(DeliveryFault.DELIVERS_REFUSED_FOR_ORDER)
        && JsonFormat.INSTANCE.readBatch(request.body()) instanceof Validated.Valid<RawBatch> raw
        && new BatchValidator(sorting).validate(raw.value())
            instanceof Validated.Valid<EventBatch> batch) {
      taken(request, batch.value());
    }
  }

  @Override
  public synchronized void registered(CallCenterId callCenter, VendorCallKey key) {
    if (has(DeliveryFault.REGISTERING_STARTS_AGAIN)) {
      states.remove(callCenter + "/" + key);
    }
  }

  private Optional<ProviderName> provider(Request request) {
    if (has(DeliveryFault.BLANK_PROVIDER_IS_UNKNOWN)
        && request.provider().filter(String::isBlank).isPresent()) {
      return Optional.of(new ProviderName("unknown"));
    }
    return request
        .provider()
        .filter(name -> !name.isBlank())
        .map(
            name ->
                has(DeliveryFault.PROVIDER_DECODED)
                    ? URLDecoder.decode(name, StandardCharsets.UTF_8)
                    : name)
        .map(ProviderName::new);
  }

  private EventBatch delivered(EventBatch batch, String body) {
    List<ConversationEvent> events =
        new ArrayList<>(batch.events().stream().map(event -> delivered(event, body)).toList());
    if (has(DeliveryFault.DROPS_AN_EVENT) && events.size() > 1) {
      events.remove(events.size() - 1);
    }
    if (has(DeliveryFault.SORTS_EQUAL_TIMES_BY_VALUE)) {
      events.sort(
          Comparator.comparingLong(ConversationEvent::startTime)
              .thenComparing(ConversationEvent::value));
    }
    return new EventBatch(
        batch.service(),
        has(DeliveryFault.DROPS_PERSIST) ? Optional.empty() : batch.persist(),
        events);
  }

  private ConversationEvent delivered(ConversationEvent event, String body) {
    long start =
        has(DeliveryFault.TIMES_IN_SECONDS) ? event.startTime() / 1000 * 1000 : event.startTime();
    OptionalLong end = has(DeliveryFault.DROPS_END_TIME) ? OptionalLong.empty() : event.endTime();
    Optional<EventDetails> details =
        has(DeliveryFault.DROPS_DETAILS) ? Optional.empty() : event.details();
    Optional<Score> score = event.score().map(this::score);
    if (event instanceof SentimentEvent sentiment) {
      return new SentimentEvent(
          rounded(sentiment.value(), body), start, end, score, sentiment.speaker(), details);
    }
    Optional<Participant> participant =
        has(DeliveryFault.PARTICIPANT_OF_SENTIMENTS_ALONE) ? Optional.empty() : event.participant();
    return new CategoryEvent(event.value(), start, end, score, participant, details);
  }

  /** Rounds the first value of the body once more, and differently. */
  private String rounded(String value, String body) {
    Matcher matcher = Pattern.compile("\"value\":\"(-?[0-9.]+)\"").matcher(body);
    if (has(DeliveryFault.ROUNDS_BINARY_FRACTIONS) && matcher.find()) {
      return new BigDecimal(Double.parseDouble(matcher.group(1)))
          .setScale(2, RoundingMode.HALF_UP)
          .toPlainString();
    }
    if (has(DeliveryFault.ROUNDS_HALVES_UP) && matcher.find()) {
      return new BigDecimal(matcher.group(1))
          .add(new BigDecimal("0.005"))
          .setScale(2, RoundingMode.FLOOR)
          .toPlainString();
    }
    return value;
  }

  private Score score(Score score) {
    if (has(DeliveryFault.SCORE_AS_DOUBLE)) {
      return new Score(Double.toString(score.value().doubleValue()), score.number());
    }
    return has(DeliveryFault.SCORE_ALWAYS_TEXT) ? new Score(score.decimal(), false) : score;
  }

  private void deliver(DeliveredBatch batch) {
    if (has(DeliveryFault.DROPS_A_BATCH) && batch.sequence() % 10 == 9) {
      return;
    }
    if (has(DeliveryFault.LOSES_ORDER) && batch.sequence() % 2 == 0 && heldBack.isEmpty()) {
      heldBack.add(batch);
      return;
    }
    if (has(DeliveryFault.SPLITS_BATCHES)) {
      batch.batch().events().forEach(event -> pass(part(batch, event)));
    } else {
      pass(batch);
    }
    if (has(DeliveryFault.DOUBLES_A_BATCH) && batch.sequence() % 10 == 9) {
      pass(batch);
    }
    heldBack.forEach(this::pass);
    heldBack.clear();
  }

  private static DeliveredBatch part(DeliveredBatch whole, ConversationEvent event) {
    return new DeliveredBatch(
        whole.conversation(),
        whole.vendorCallKey(),
        whole.providerName(),
        new EventBatch(whole.batch().service(), whole.batch().persist(), List.of(event)),
        whole.receivedAt(),
        whole.sequence(),
        whole.late());
  }

  private void pass(DeliveredBatch batch) {
    try {
      subscriber.onBatch(batch);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The batch as consoles get it. */
  String toolkitEvent(DeliveredBatch batch) {
    String event = JsonFormat.INSTANCE.toolkitEvent(batch);
    return has(DeliveryFault.SHOWS_ABSENT_PROPERTIES)
        ? event.replace(",\"service\"", ",\"providerName\":null,\"service\"")
        : event;
  }
}

package dev.signalbox.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.Clause;
import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Participant;
import dev.signalbox.core.SentimentEvent;
import dev.signalbox.core.Validated;
import dev.signalbox.core.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

/** A batch is checked alike before it is written and after it was read. */
class ContractOptionsTest {
  @Property(edgeCases = EdgeCasesMode.NONE)
  @Domain(Batches.class)
  @Domain(DomainContext.Global.class)
  void theCheckOfABatchIsThatOfItsDocument(
      @ForAll ContractOptions contract, @ForAll EventBatch batch) {
    assertEquals(
        JsonFormat.INSTANCE
            .readBatch(JsonFormat.INSTANCE.writeBatch(batch))
            .flatMap(new BatchValidator(contract)::validate)
            .violations(),
        contract.check(batch));
  }

  @Test
  void reportsServiceAndTypesByTheirPlaces() {
    EventBatch batch =
        EventBatch.of(
            "Other", CategoryEvent.of("a", 1), SentimentEvent.of("1", 2, Participant.AGENT));
    ContractOptions old = new ContractOptions(Profile.V58, Set.of(), Ordering.REJECT);
    assertEquals(
        List.of("BODY-2 /service", "BODY-2 /events/1/type"),
        old.check(batch).stream().map(v -> v.clause().id() + " " + v.pointer()).toList());
    assertEquals(List.of(), ContractOptions.STANDARD.check(batch));
  }

  @Test
  void reportsAHundredViolationsAtTheMost() {
    List<ConversationEvent> events = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      events.add(SentimentEvent.of("1", i, Participant.AGENT));
    }
    ContractOptions old = new ContractOptions(Profile.V58, Set.of(), Ordering.REJECT);
    assertEquals(
        Validated.MAX_VIOLATIONS,
        old.check(new EventBatch("Other", Optional.empty(), events)).size());
  }

  @Test
  void aBodyMayBeAsLargeAsTheEndpointAcceptsAndNoLarger() {
    assertEquals(Optional.empty(), ContractOptions.checkSize("The batch", 10, 10));
    assertEquals(
        Optional.of(
            new Violation(
                Clause.BODY_4,
                "",
                "The batch makes a body of 11 bytes; the endpoint accepts at most 10.")),
        ContractOptions.checkSize("The batch", 11, 10));
  }
}

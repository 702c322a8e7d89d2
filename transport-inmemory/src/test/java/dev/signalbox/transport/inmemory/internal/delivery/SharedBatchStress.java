package dev.signalbox.transport.inmemory.internal.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.signalbox.core.spi.Subscriber;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description("Two subscribers finish one batch at the same time (DLV-1, DLV-5).")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The batch is finished once.")
@Outcome(expect = FORBIDDEN, desc = "The batch is finished twice, or never.")
@State
public class SharedBatchStress {
  private final DeliveryFixtures.Conversation conversation = new DeliveryFixtures.Conversation();
  private final DeliveryWorker oneWorker = conversation.worker();
  private final DeliveryWorker otherWorker = conversation.worker();
  private final ConversationQueue[] queues;

  public SharedBatchStress() {
    conversation.reserve();
    Subscriber subscriber = batch -> {};
    queues =
        conversation.enqueue(
            conversation.subscription(subscriber), conversation.subscription(subscriber));
  }

  @Actor
  public void one() {
    queues[0].runTurn(oneWorker);
  }

  @Actor
  public void other() {
    queues[1].runTurn(otherWorker);
  }

  @Arbiter
  public void result(II_Result result) {
    result.r1 = conversation.undelivered();
    result.r2 = conversation.free();
  }
}

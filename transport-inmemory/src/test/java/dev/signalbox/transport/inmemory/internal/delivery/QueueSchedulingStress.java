package dev.signalbox.transport.inmemory.internal.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.signalbox.core.spi.Subscriber;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description("A batch is accepted while a worker empties the queue: it is scheduled exactly once.")
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "Both are delivered, in order.")
@Outcome(expect = FORBIDDEN, desc = "A batch is lost, repeated or out of order.")
@State
public class QueueSchedulingStress {
  private final DeliveryFixtures.Conversation conversation = new DeliveryFixtures.Conversation();
  private final SubscriptionState subscription =
      conversation.subscription((Subscriber) batch -> delivered(batch.sequence()));
  private final @Nullable ConversationQueue first = conversation.enqueue(subscription)[0];
  private final DeliveryWorker worker = conversation.worker();
  private @Nullable ConversationQueue second;
  private int delivered;
  private int outOfOrder;

  private void delivered(long sequence) {
    outOfOrder += sequence == delivered ? 0 : 1;
    delivered++;
  }

  @Actor
  public void deliver() {
    run(first);
  }

  @Actor
  public void accept() {
    second = conversation.enqueue(subscription)[0];
  }

  @Arbiter
  public void result(II_Result result) {
    run(second);
    result.r1 = delivered;
    result.r2 = outOfOrder;
  }

  private void run(@Nullable ConversationQueue queue) {
    while (queue != null && queue.runTurn(worker)) {}
  }
}

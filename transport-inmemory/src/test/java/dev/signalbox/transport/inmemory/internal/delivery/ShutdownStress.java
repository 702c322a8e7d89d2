package dev.signalbox.transport.inmemory.internal.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.signalbox.core.spi.Subscriber;
import java.util.HashSet;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

@JCStressTest
@Description("A shutdown's deadline ends while a batch is delivered (DLV-6).")
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "Delivered before the deadline.")
@Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "Reported, and not delivered.")
@Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "The subscriber was at it: reported too.")
@Outcome(expect = FORBIDDEN, desc = "A batch is lost, or its capacity is not released just once.")
@State
public class ShutdownStress {
  private final DeliveryFixtures.Conversation conversation = new DeliveryFixtures.Conversation();
  private int delivered;
  private final SubscriptionState subscription =
      conversation.subscription((Subscriber) batch -> delivered++);
  private final ConversationQueue queue;
  private final DeliveryWorker worker = conversation.worker();
  private final Set<DeliveryPool> pools = new HashSet<>();
  private int reported;

  public ShutdownStress() {
    conversation.reserve();
    queue = conversation.enqueue(subscription)[0];
  }

  @Actor
  public void deliver() {
    queue.runTurn(worker);
  }

  @Actor
  public void shutdown() {
    conversation.delivery.stopped = true;
    reported = conversation.abandon(conversation.delivery, pools);
  }

  @Arbiter
  public void result(III_Result result) {
    result.r1 = delivered;
    result.r2 = reported;
    result.r3 = conversation.free();
  }
}

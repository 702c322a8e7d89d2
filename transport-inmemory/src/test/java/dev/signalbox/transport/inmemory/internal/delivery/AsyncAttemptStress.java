package dev.signalbox.transport.inmemory.internal.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.signalbox.core.spi.AsyncSubscriber;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

@JCStressTest
@Description("A stage completes while the worker leaves (DLV-3).")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The worker continues with the queue.")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The stage continues with it.")
@Outcome(expect = FORBIDDEN, desc = "Both continue, or none does.")
@State
public class AsyncAttemptStress {
  private final DeliveryFixtures.Conversation conversation = new DeliveryFixtures.Conversation();
  private final AsyncAttempt attempt;
  private int continues;

  public AsyncAttemptStress() {
    AsyncSubscriber subscriber = batch -> new CompletableFuture<>();
    conversation.reserve();
    attempt = new AsyncAttempt(conversation.enqueue(conversation.subscription(subscriber))[0]);
  }

  @Actor
  public void worker() {
    continues = attempt.leave() ? 0 : 1;
  }

  /** A stage of a careless kind, which completes twice. */
  @Actor
  public void stage() {
    attempt.accept("done", null);
    attempt.accept(null, new IllegalStateException("again"));
  }

  /** The stage completes the batch itself; the worker would, where it continues. */
  @Arbiter
  public void result(II_Result result) {
    result.r1 = continues;
    result.r2 = conversation.undelivered();
  }
}

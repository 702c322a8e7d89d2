package dev.signalbox.transport.inmemory.internal.calls;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

@JCStressTest
@Description("A conversation expires while its batch is accepted without a lock (CALL-5).")
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Used in time: its numbers go on.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Forgotten: it starts again.")
@Outcome(expect = FORBIDDEN, desc = "The batch went to a conversation that is forgotten.")
@State
public class ExpiryStress {
  private final AtomicLong clock = new AtomicLong();
  private final CallFixtures.Accepting accepting = new CallFixtures.Accepting(clock::get);
  private long sequence;

  public ExpiryStress() {
    accepting.accept(CallFixtures.OF_KEY);
    clock.set(CallFixtures.TIME_TO_LIVE - 1);
  }

  @Actor
  public void accept() {
    sequence = accepting.accept(CallFixtures.OF_KEY);
  }

  @Actor
  public void expire() {
    clock.set(CallFixtures.TIME_TO_LIVE);
    // A new conversation removes those that have expired.
    accepting.conversations.open(CallFixtures.NEW);
  }

  @Arbiter
  public void result(JJ_Result result) {
    result.r1 = sequence;
    result.r2 = accepting.accept(CallFixtures.OF_KEY);
  }
}

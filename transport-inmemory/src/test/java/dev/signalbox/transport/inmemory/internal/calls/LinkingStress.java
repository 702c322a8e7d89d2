package dev.signalbox.transport.inmemory.internal.calls;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.signalbox.core.VoiceCall;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

@JCStressTest
@Description("A key is linked to a parent while its batches are accepted without a lock (CALL-3).")
@Outcome(id = "false, .*", expect = ACCEPTABLE, desc = "The two came at the same time.")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Linked before, and accepted there.")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "Linked before, and accepted elsewhere.")
@State
public class LinkingStress {
  private final CallFixtures.Accepting accepting = new CallFixtures.Accepting(() -> 0);
  private volatile boolean linked;
  private boolean linkedBefore;

  public LinkingStress() {
    accepting.accept("first");
    accepting.accept("key");
  }

  @Actor
  public void link() {
    accepting.conversations.register(
        CallFixtures.CALL_CENTER, VoiceCall.transfer(CallFixtures.key("key"), "first"));
    linked = true;
  }

  @Actor
  public void accept() {
    linkedBefore = linked;
    accepting.accept("key");
  }

  @Arbiter
  public void result(ZZ_Result result) {
    result.r1 = linkedBefore;
    result.r2 = accepting.last.conversation().firstKey().value().equals("first");
  }
}

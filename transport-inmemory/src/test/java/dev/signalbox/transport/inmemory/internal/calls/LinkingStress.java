package dev.signalbox.transport.inmemory.internal.calls;

import static dev.signalbox.transport.inmemory.internal.calls.CallFixtures.CALL_CENTER;
import static dev.signalbox.transport.inmemory.internal.calls.CallFixtures.OF_FIRST;
import static dev.signalbox.transport.inmemory.internal.calls.CallFixtures.OF_KEY;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.signalbox.core.VoiceCall;
import dev.signalbox.transport.inmemory.internal.delivery.MailboxAccess;
import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

@JCStressTest
@Description("A key is linked to a parent while its batches look their conversation up (CALL-3).")
@Outcome(id = "true", expect = ACCEPTABLE, desc = "No batch is the old conversation's afterwards.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "A batch went to the conversation that is gone.")
@State
public class LinkingStress {
  private static final VoiceCall LINKED =
      VoiceCall.transfer(OF_KEY.vendorCallKey(), OF_FIRST.vendorCallKey().value());

  private final CallFixtures.Accepting accepting = new CallFixtures.Accepting(() -> 0);
  private final Conversation own;
  private long afterwards;

  public LinkingStress() {
    accepting.accept(OF_FIRST);
    accepting.accept(OF_KEY);
    own = Objects.requireNonNull(accepting.conversations.open(OF_KEY.conversation()));
  }

  @Actor
  public void link() {
    accepting.conversations.register(CALL_CENTER, LINKED);
    afterwards = MailboxAccess.nextSequence(own, OF_KEY);
  }

  @Actor
  public void accept() {
    for (int i = 0; i < 20; i++) {
      accepting.accept(OF_KEY);
    }
  }

  @Arbiter
  public void result(Z_Result result) {
    result.r1 = accepting.last() < afterwards;
  }
}

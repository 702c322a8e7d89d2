package dev.signalbox.moduletests.xml;

import static dev.signalbox.moduletests.xml.ClientDocuments.delivered;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.Clause;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.BatchValidator;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.core.format.ProblemType;
import dev.signalbox.core.format.VoiceCallValidator;
import dev.signalbox.format.xml.XmlFormat;
import dev.signalbox.moduletests.xml.documents.RealtimeConversationEvents;
import dev.signalbox.moduletests.xml.documents.Response;
import dev.signalbox.moduletests.xml.documents.VoiceCall;
import dev.signalbox.moduletests.xml.problems.Problem;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** JAXB, which shares no code with the project's reader and writer, as their witness. */
class JaxbRoundTripTest {
  private static final XmlFormat XML = XmlFormat.INSTANCE;
  private static final BatchValidator VALIDATOR = new BatchValidator(ContractOptions.STANDARD);

  @Property
  void batchesComeThroughBothWays(@ForAll("batches") RealtimeConversationEvents batch)
      throws Exception {
    EventBatch read =
        XML.readBatch(Jaxb.DOCUMENTS.write(batch)).flatMap(VALIDATOR::validate).orThrow();
    assertEquals(delivered(batch), delivered(read));
    RealtimeConversationEvents back =
        Jaxb.DOCUMENTS.read(RealtimeConversationEvents.class, XML.writeBatch(read));
    assertEquals(delivered(batch), delivered(back));
    JsonFormat json = JsonFormat.INSTANCE;
    assertEquals(
        read, json.readBatch(json.writeBatch(read)).flatMap(VALIDATOR::validate).orThrow());
  }

  @Provide
  Arbitrary<RealtimeConversationEvents> batches() {
    return ClientDocuments.batches();
  }

  @Property
  void voiceCallsComeThroughBothWays(@ForAll("voiceCalls") VoiceCall call) throws Exception {
    var read =
        XML.readVoiceCall(Jaxb.DOCUMENTS.write(call))
            .flatMap(VoiceCallValidator::validate)
            .orThrow();
    assertEquals(ClientDocuments.texts(call).subList(0, 7), ClientDocuments.texts(read));
    assertEquals(
        ClientDocuments.texts(call),
        ClientDocuments.texts(Jaxb.DOCUMENTS.read(VoiceCall.class, XML.writeVoiceCall(read))));
  }

  @Provide
  Arbitrary<VoiceCall> voiceCalls() {
    return ClientDocuments.voiceCalls();
  }

  @Test
  void theAnswersAreRead() throws Exception {
    Response accepted = Jaxb.DOCUMENTS.read(Response.class, XML.writeAccepted());
    assertEquals("202 Accepted", accepted.getStatus());
    VoiceCallId id = new VoiceCallId("0LQ000000000001");
    Response registered = Jaxb.DOCUMENTS.read(Response.class, XML.writeRegistered(id));
    assertEquals(id.value(), registered.getVoiceCallId());
    assertEquals("", registered.getErrors());
  }

  @Property
  void problemsAreRead(
      @ForAll ProblemType type,
      @ForAll Clause clause,
      @ForAll("texts") String pointer,
      @ForAll("texts") String detail)
      throws Exception {
    List<Violation> violations =
        List.of(new Violation(clause, pointer, detail), new Violation(Clause.EVT_4, "", "Sort."));
    var problem = dev.signalbox.core.format.Problem.of(type, violations);
    Problem read = Jaxb.PROBLEMS.read(Problem.class, XML.writeProblem(problem));
    assertEquals(type.uri(), read.getType());
    assertEquals(type.title(), read.getTitle());
    assertEquals(type.status(), read.getStatus());
    assertEquals(problem.detail(), read.getDetail());
    assertEquals(
        violations,
        read.getErrors().getError().stream()
            .map(
                e ->
                    new Violation(
                        Clause.byId(e.getClause()).orElseThrow(), e.getPointer(), e.getDetail()))
            .toList());
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(Arbitraries.just(""), ClientDocuments.texts());
  }
}

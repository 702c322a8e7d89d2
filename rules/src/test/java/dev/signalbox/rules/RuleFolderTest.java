package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RUL-1. */
class RuleFolderTest {
  /** As administrators export them: two elements of the vendor's own example share a line. */
  private static final String FILE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <ConvIntelligenceSignalRule xmlns="http://soap.sforce.com/2006/04/metadata">
          <actionType>LaunchFlow</actionType>
          <actionValue>EmailAlert</actionValue>
          <active>true</active>   <channelAddressIdentifier>a12bc345-1303-44c2</channelAddressIdentifier>
          <channelType>Phone</channelType>
          <criteria>((1 AND 2) OR 3)</criteria>
          <developerName>Angry_Customer</developerName>
          <participantRole>AgentOrCustomer</participantRole>
          <ruleName>Angry customer</ruleName>
          <service>AmazonConnectContactLens</service>
          <subrule>
              <operandValue>CustomerAngry</operandValue>
              <operator>Equals</operator>
              <order>0</order>
              <type>Category</type>
          </subrule>
          <subrule>
              <operandValue>-50</operandValue>
              <operator>LessThan</operator>
              <order>1</order>
              <type>CustomerSentiment</type>
          </subrule>
          <subrule>
              <operandValue>fraud, flagged</operandValue>
              <operator>In</operator>
              <order>2</order>
              <type>Category</type>
          </subrule>
      </ConvIntelligenceSignalRule>
      """;

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private RuleFolder.Reading read() throws IOException {
    return new RuleFolder(folder).read();
  }

  private List<String> faults() throws IOException {
    return read().faults().stream()
        .map(fault -> fault.toString().substring(folder.toString().length() + 1))
        .toList();
  }

  @Test
  void aRuleAsItIsExported() throws IOException {
    write("Angry_Customer.ConvIntelligenceSignalRule-meta.xml", FILE);
    assertEquals(
        new RuleFolder.Reading(
            List.of(
                new Rule(
                    "Angry_Customer",
                    "Angry customer",
                    "AmazonConnectContactLens",
                    true,
                    new Action(ActionType.LAUNCH_FLOW, Optional.of("EmailAlert")),
                    new Rule.Channel(
                        Optional.of("Phone"),
                        Optional.of("a12bc345-1303-44c2"),
                        Optional.of("AgentOrCustomer")),
                    List.of(
                        new Condition(0, ConditionType.CATEGORY, Operator.EQUALS, "CustomerAngry"),
                        new Condition(
                            1, ConditionType.CUSTOMER_SENTIMENT, Operator.LESS_THAN, "-50"),
                        new Condition(2, ConditionType.CATEGORY, Operator.IN, "fraud, flagged")),
                    Optional.of(Criteria.parse("1 AND 2 OR 3")))),
            List.of(),
            List.of()),
        read());
  }

  @Test
  void bothNamesAreRuleFilesAndNothingElseIs() throws IOException {
    write("B.ConvIntelligenceSignalRule", FILE.replace("Angry_Customer", "B"));
    write("A.ConvIntelligenceSignalRule-meta.xml", FILE.replace("Angry_Customer", "A"));
    write("package.xml", "<Package/>");
    write("C.ConvIntelligenceSignalRule.bak", "?");
    Files.createDirectory(folder.resolve("D.ConvIntelligenceSignalRule"));
    assertEquals(List.of("A", "B"), read().rules().stream().map(Rule::developerName).toList());
    assertEquals(List.of(), faults());
  }

  @Test
  void withoutCriteriaAllConditionsHaveToHold() throws IOException {
    write("A.ConvIntelligenceSignalRule", FILE.replaceFirst("<criteria>.*</criteria>", ""));
    Rule rule = read().rules().get(0);
    assertEquals(Optional.empty(), rule.criteria());
    assertEquals(Criteria.parse("1 AND 2 AND 3"), rule.effectiveCriteria());
  }

  @Test
  void namespacesAndPrefixesDoNotMatter() throws IOException {
    write(
        "A.ConvIntelligenceSignalRule",
        FILE.replace(" xmlns=", " xmlns:m=").replaceAll("<(/?)(?=[A-Za-z])", "<$1m:"));
    assertEquals(1, read().rules().size(), () -> "no rule");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LaunchFlow|Launchflow|3: RUL-1: the actionType \"Launchflow\" is none of LaunchNBA",
        "<actionType>LaunchFlow</actionType>||2: RUL-1: actionType is missing",
        "<actionValue>EmailAlert</actionValue>||3: RUL-1: LaunchFlow needs an actionValue",
        "<active>true|<active>yes|5: RUL-1: active is neither true nor false",
        "<active>true</active>||2: RUL-1: active is missing",
        "3)</crit|4)</crit|7: RUL-1: the criteria name 4, but the subrules' numbers (order + 1) are"
            + " 1, 2, 3",
        "AND|ET|7: RUL-1: the criteria \"((1 ET 2) OR 3)\" have \"ET\" at character 5",
        "Angry_Customer| |8: RUL-1: developerName is missing",
        "<ruleName>Angry customer</ruleName>||2: RUL-1: ruleName is missing",
        "<service>AmazonConnectContactLens</service>||2: RUL-1: service is missing",
        "Equals|Like|14: RUL-1: the operator \"Like\" is none of Equals",
        "<operandValue>CustomerAngry</operandValue>||12: RUL-1: operandValue is missing in the"
            + " subrule",
        "-50|low|19: RUL-1: the operandValue \"low\" is no number",
        "'fraud, flagged'|', ,'|25: RUL-1: the operandValue has nothing to compare with",
        "<order>1|<order>0|7: RUL-1: two subrules have the order 0",
        "<order>1|<order>-1|21: RUL-1: the order is no number that counts from 0",
        "<order>1</order>||18: RUL-1: order is missing in the subrule",
        "CustomerSentiment|Sentiment|22: RUL-1: the type \"Sentiment\" is none of Category,"
            + " AgentSentiment",
        "<ruleName>Angry customer|<ruleName><b/>|10: RUL-1: ruleName must be text",
        "<ruleName>|<active>true</active><ruleName>|10: RUL-1: active is there twice",
        "<subrule>|text<subrule>|2: RUL-1: ConvIntelligenceSignalRule has text between",
        "ConvIntelligenceSignalRule|ConvRule|2: RUL-1: the root element is ConvRule",
        "</ruleName>|</rulename>|10: RUL-1: the file is not well-formed XML",
        "Angry customer|&angry;|10: RUL-1: ",
        "'<Conv'|'<!DOCTYPE ConvIntelligenceSignalRule><Conv'|2: RUL-1: a document type"
      })
  void aFaultIsReportedWithFileLineAndReason(String what, String with, String fault)
      throws IOException {
    assertTrue(FILE.contains(what), what);
    write("A.ConvIntelligenceSignalRule", FILE.replace(what, with == null ? "" : with));
    List<String> faults = faults();
    assertTrue(
        !faults.isEmpty() && faults.get(0).startsWith("A.ConvIntelligenceSignalRule:" + fault),
        faults::toString);
    assertEquals(List.of(), read().rules());
  }

  @Test
  void allFaultsAreReportedOfAllFiles() throws IOException {
    write("A.ConvIntelligenceSignalRule", FILE.replace(">In<", ">Is<").replace("true", "TRUE"));
    write("B.ConvIntelligenceSignalRule", "");
    write("C.ConvIntelligenceSignalRule", FILE);
    write("D.ConvIntelligenceSignalRule", FILE);
    assertEquals(4, faults().size(), faults()::toString);
    assertTrue(faults().get(3).contains("Angry_Customer is that of the rule in C."));
    assertEquals(1, read().rules().size());
  }

  @Test
  void nothingOutsideTheFileIsRead() throws IOException {
    Path secret = write("secret.txt", "Angry customer");
    for (String dtd :
        List.of(
            "<!DOCTYPE r [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
            "<!DOCTYPE r SYSTEM \"" + secret.toUri() + "\">",
            "<!DOCTYPE r [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;&x;&x;\">]>")) {
      write(
          "A.ConvIntelligenceSignalRule",
          FILE.replace("<Conv", dtd + "<Conv").replace("Angry customer", "&x;"));
      assertEquals(List.of(), read().rules());
      assertTrue(
          faults().get(0).endsWith("a document type declaration is not allowed"),
          faults()::toString);
    }
  }

  @Test
  void whatIsTooLargeOrTooDeepIsNoRule() throws IOException {
    write("A.ConvIntelligenceSignalRule", FILE + " ".repeat(RuleReader.MAX_BYTES));
    write("B.ConvIntelligenceSignalRule", "<a>".repeat(100_000));
    assertEquals(List.of(), read().rules());
    assertTrue(faults().get(0).contains("more than"), faults()::toString);
    assertTrue(faults().get(1).contains("nested"), faults()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Keyword", "Intent"})
  void conditionsThatNeverMatchAreRemarkedUpon(String type) throws IOException {
    write("A.ConvIntelligenceSignalRule", FILE.replace("CustomerSentiment", type));
    assertEquals(1, read().rules().size());
    assertEquals(1, read().remarks().size());
    assertTrue(read().remarks().get(0).toString().contains(":18: a condition on " + type));
  }

  @Test
  void whatHasNoEffectIsRemarkedUpon() throws IOException {
    write(
        "A.ConvIntelligenceSignalRule",
        FILE.replace(" OR 3", "").replace("<ruleName>", "<colour>red</colour><ruleName>"));
    List<String> remarks = read().remarks().stream().map(RuleFolder.Problem::reason).toList();
    assertEquals(2, remarks.size());
    assertTrue(remarks.get(0).contains("colour"), remarks::toString);
    assertTrue(remarks.get(1).contains("order 2, which is 3"), remarks::toString);
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThrows(NoSuchFileException.class, () -> new RuleFolder(folder.resolve("none")).read());
    assertThrows(
        NoSuchFileException.class,
        () -> new RuleFolder(folder.resolve("none")).watch(Duration.ofSeconds(1), r -> {}));
  }

  @Test
  void otherEncodingsThanUtf8AreRead() throws IOException {
    Files.write(
        folder.resolve("A.ConvIntelligenceSignalRule"),
        FILE.replace("UTF-8", "UTF-16")
            .replace("Angry customer", "Ärger")
            .getBytes(StandardCharsets.UTF_16));
    assertEquals("Ärger", read().rules().get(0).ruleName());
  }

  @Test
  void aChangeIsReadOnceItHasSettled() throws IOException {
    List<RuleFolder.Reading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFolder(folder), Duration.ofDays(1), seen::add);
    watch.look();
    write("A.ConvIntelligenceSignalRule", FILE.substring(0, 100));
    watch.look();
    write("A.ConvIntelligenceSignalRule", FILE);
    watch.look();
    assertEquals(List.of(), seen);
    watch.look();
    watch.look();
    assertEquals(List.of(read()), seen);
    Files.delete(folder.resolve("A.ConvIntelligenceSignalRule"));
    watch.look();
    watch.look();
    assertEquals(2, seen.size());
    assertEquals(List.of(), seen.get(1).rules());
  }

  @Test
  void aWatchOutlivesAFolderThatIsGoneForAWhile() throws IOException {
    List<RuleFolder.Reading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFolder(folder), Duration.ofDays(1), seen::add);
    Path elsewhere = folder.resolveSibling(folder.getFileName() + "-moved");
    Files.move(folder, elsewhere);
    watch.look();
    watch.look();
    assertEquals(List.of(), seen);
    Files.move(elsewhere, folder);
    write("A.ConvIntelligenceSignalRule", FILE);
    watch.look();
    watch.look();
    assertEquals(1, seen.size());
  }

  @Test
  void aWatchLooksByItself() throws Exception {
    LinkedBlockingQueue<RuleFolder.Reading> seen = new LinkedBlockingQueue<>();
    try (RuleFolder.Watch watch = new RuleFolder(folder).watch(Duration.ofMillis(5), seen::add)) {
      // Moved into place, as half a file could be seen twice in a row.
      Path file = write("A.ConvIntelligenceSignalRule.part", FILE);
      Files.move(file, folder.resolve("A.ConvIntelligenceSignalRule"));
      assertEquals("Angry_Customer", seen.take().rules().get(0).developerName(), watch::toString);
    }
  }
}

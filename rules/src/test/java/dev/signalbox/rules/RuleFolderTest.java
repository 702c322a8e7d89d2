package dev.signalbox.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.rules.internal.file.RuleFiles;
import dev.signalbox.rules.model.ActionType;
import dev.signalbox.rules.model.Condition;
import dev.signalbox.rules.model.ConditionType;
import dev.signalbox.rules.model.Criteria;
import dev.signalbox.rules.model.Operator;
import dev.signalbox.rules.model.Rule;
import dev.signalbox.rules.model.RuleAction;
import dev.signalbox.rules.model.RuleFinding;
import dev.signalbox.rules.model.RuleReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final String FILE = SampleRuleFile.TEXT;

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private RuleReading read() throws IOException {
    return RuleFolder.of(folder).read();
  }

  private List<String> errors() throws IOException {
    return read().errors().stream()
        .map(error -> error.toString().substring(folder.toString().length() + 1))
        .toList();
  }

  @Test
  void aRuleAsItIsExported() throws IOException {
    write("Angry_Customer.ConvIntelligenceSignalRule-meta.xml", FILE);
    assertEquals(
        new RuleReading(
            List.of(
                Rule.builder(
                        "Angry_Customer",
                        "AmazonConnectContactLens",
                        RuleAction.of(ActionType.LAUNCH_FLOW, "EmailAlert"))
                    .ruleName("Angry customer")
                    .channelType("Phone")
                    .channelAddress("a12bc345-1303-44c2")
                    .participantRole("AgentOrCustomer")
                    .condition(
                        new Condition(
                            1, ConditionType.CUSTOMER_SENTIMENT, Operator.LESS_THAN, "-50"))
                    .condition(
                        new Condition(0, ConditionType.CATEGORY, Operator.EQUALS, "CustomerAngry"))
                    .condition(
                        new Condition(2, ConditionType.CATEGORY, Operator.IN, "fraud, flagged"))
                    .criteria(Criteria.parse("1 AND 2 OR 3"))
                    .build()),
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
    assertEquals(List.of(), errors());
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
  void anErrorIsReportedWithFileLineAndReason(String what, String with, String error)
      throws IOException {
    assertTrue(FILE.contains(what), what);
    write("A.ConvIntelligenceSignalRule", FILE.replace(what, with == null ? "" : with));
    List<String> errors = errors();
    assertTrue(
        !errors.isEmpty() && errors.get(0).startsWith("A.ConvIntelligenceSignalRule:" + error),
        errors::toString);
    assertEquals(List.of(), read().rules());
  }

  @Test
  void allErrorsAreReportedOfAllFiles() throws IOException {
    write("A.ConvIntelligenceSignalRule", FILE.replace(">In<", ">Is<").replace("true", "TRUE"));
    write("B.ConvIntelligenceSignalRule", "");
    write("C.ConvIntelligenceSignalRule", FILE);
    write("D.ConvIntelligenceSignalRule", FILE);
    assertEquals(4, errors().size(), errors()::toString);
    assertTrue(errors().get(3).contains("the rule in C.ConvIntelligenceSignalRule already has"));
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
          errors().get(0).endsWith("a document type declaration is not allowed"),
          errors()::toString);
    }
  }

  @Test
  void whatIsTooLargeOrTooDeepIsNoRule() throws IOException {
    write("A.ConvIntelligenceSignalRule", FILE + " ".repeat(RuleFiles.MAX_BYTES));
    write("B.ConvIntelligenceSignalRule", "<a>".repeat(100_000));
    assertEquals(List.of(), read().rules());
    assertTrue(errors().get(0).contains("more than"), errors()::toString);
    assertTrue(errors().get(1).contains("nested"), errors()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Keyword", "Intent"})
  void conditionsThatNeverMatchGetAWarning(String type) throws IOException {
    write("A.ConvIntelligenceSignalRule", FILE.replace("CustomerSentiment", type));
    assertEquals(1, read().rules().size());
    assertEquals(1, read().warnings().size());
    assertTrue(read().warnings().get(0).toString().contains(":18: a condition on " + type));
  }

  @Test
  void whatHasNoEffectGetsAWarning() throws IOException {
    write(
        "A.ConvIntelligenceSignalRule",
        FILE.replace(" OR 3", "").replace("<ruleName>", "<colour>red</colour><ruleName>"));
    List<String> warnings = read().warnings().stream().map(RuleFinding::reason).toList();
    assertEquals(2, warnings.size());
    assertTrue(warnings.get(0).contains("colour"), warnings::toString);
    assertTrue(warnings.get(1).contains("order 2, which is 3"), warnings::toString);
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThrows(NoSuchFileException.class, () -> RuleFolder.of(folder.resolve("none")).read());
    assertThrows(
        NoSuchFileException.class,
        () -> RuleFolder.of(folder.resolve("none")).watch(Duration.ofSeconds(1), r -> {}));
  }

  @Test
  void aFolderThatCannotBeReadSaysWhy() throws IOException {
    Path file = write("A.ConvIntelligenceSignalRule", FILE);
    IOException notAFolder = assertThrows(IOException.class, () -> RuleFolder.of(file).read());
    assertEquals(
        file + ": it is a file, not a folder; give the folder that holds the rule files",
        notAFolder.getMessage());
    Path none = folder.resolve("none");
    IOException missing = assertThrows(IOException.class, () -> RuleFolder.of(none).read());
    assertEquals(none + ": there is no such folder", missing.getMessage());
  }

  @Test
  void aFileThatCannotBeReadIsAnErrorAndTheOthersAreRead() throws IOException {
    write("B.ConvIntelligenceSignalRule", FILE);
    Files.createSymbolicLink(folder.resolve("A.ConvIntelligenceSignalRule"), Path.of("nowhere"));
    assertEquals(
        List.of(
            "A.ConvIntelligenceSignalRule:1: RUL-1: the file can't be read: there is no such file"),
        errors());
    assertEquals(1, read().rules().size());
  }

  @Test
  void theRootOfASourceProjectWillDo() throws IOException {
    String name = "A.ConvIntelligenceSignalRule-meta.xml";
    for (String path :
        List.of(
            "force-app/main/default/convIntelligenceSignalRules", ".git/old", "node_modules/x")) {
      Files.writeString(Files.createDirectories(folder.resolve(path)).resolve(name), FILE);
    }
    write("sfdx-project.json", "{}");
    assertEquals(List.of(), errors());
    assertEquals(List.of("Angry_Customer"), names());
    write("B.ConvIntelligenceSignalRule", FILE.replace("Angry_Customer", "B"));
    assertEquals(List.of("B", "Angry_Customer"), names());
  }

  @Test
  void linksThatLeadInCirclesEnd() throws IOException {
    Path deeper = Files.createDirectories(folder.resolve("a/b"));
    Files.createSymbolicLink(deeper.resolve("c"), folder);
    write("A.ConvIntelligenceSignalRule", FILE);
    assertEquals(List.of("Angry_Customer"), names());
    assertEquals(List.of(), errors());
  }

  private List<String> names() throws IOException {
    return read().rules().stream().map(Rule::developerName).toList();
  }

  /** A rule on six keywords, with orders from the first one on. */
  private static String keywords(int firstOrder, String criteria) {
    StringBuilder subrules = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      subrules.append(
          """
              <subrule>
                  <operandValue>word%d</operandValue>
                  <operator>Equals</operator>
                  <order>%d</order>
                  <type>Keyword</type>
              </subrule>
          """
              .formatted(i, firstOrder + i));
    }
    int begin = FILE.indexOf("    <subrule>");
    int end = FILE.lastIndexOf("</ConvIntelligenceSignalRule>");
    return (FILE.substring(0, begin) + subrules + FILE.substring(end))
        .replace("((1 AND 2) OR 3)", criteria);
  }

  private List<String> warningsOfCriteria() throws IOException {
    return read().warnings().stream()
        .map(RuleFinding::reason)
        .filter(reason -> reason.contains("criteria"))
        .toList();
  }

  @Test
  void ordersThatCountFrom1AreTakenAsTheCriteriaUseThem() throws IOException {
    write("A.ConvIntelligenceSignalRule", keywords(0, "1 OR 2 OR 3 OR 4 OR 5 OR 6"));
    Rule documented = read().rules().get(0);
    assertEquals(List.of(), warningsOfCriteria());

    write("A.ConvIntelligenceSignalRule", keywords(1, "1 OR 2 OR 3 OR 4 OR 5 OR 6"));
    assertEquals(List.of(documented), read().rules(), () -> "not read alike");
    assertEquals(1, warningsOfCriteria().size());
    assertTrue(warningsOfCriteria().get(0).startsWith("the orders count from 1"));
    assertEquals(7, read().warnings().stream().filter(w -> w.line() >= 7).count());
  }

  @Test
  void orderPlusOneIsMeantWhereverItFits() throws IOException {
    write("A.ConvIntelligenceSignalRule", keywords(1, "2 AND 7"));
    assertEquals(List.of(1, 2, 3, 4, 5, 6), orders());
    write("A.ConvIntelligenceSignalRule", keywords(1, "2 AND 3"));
    assertEquals(List.of(1, 2, 3, 4, 5, 6), orders());
    assertTrue(warningsOfCriteria().get(0).contains("may mean order or order + 1"));
    write("A.ConvIntelligenceSignalRule", keywords(1, "").replace("<criteria></criteria>", ""));
    assertEquals(List.of(), warningsOfCriteria());
  }

  private List<Integer> orders() throws IOException {
    return read().rules().get(0).conditions().stream().map(Condition::order).toList();
  }

  @ParameterizedTest
  @CsvSource({"0,0 OR 1", "0,1 OR 7", "1,1 OR 7", "1,1 OR 8", "2,1 OR 2"})
  void criteriaThatFitNeitherWayAreAnError(int firstOrder, String criteria) throws IOException {
    write("A.ConvIntelligenceSignalRule", keywords(firstOrder, criteria));
    assertEquals(1, errors().size(), errors()::toString);
    assertTrue(errors().get(0).contains(":7: RUL-1: the criteria "), errors()::toString);
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
  void aWatchLooksByItself() throws Exception {
    LinkedBlockingQueue<RuleReading> seen = new LinkedBlockingQueue<>();
    try (RuleWatch watch = RuleFolder.of(folder).watch(Duration.ofMillis(5), seen::add)) {
      // Moved into place, as half a file could be seen twice in a row.
      Path file = write("A.ConvIntelligenceSignalRule.part", FILE);
      Files.move(file, folder.resolve("A.ConvIntelligenceSignalRule"));
      assertEquals("Angry_Customer", seen.take().rules().get(0).developerName(), watch::toString);
    }
  }
}

package dev.signalbox.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClauseTest {
  private static final Path CONTRACT = Path.of("..", "docs", "contract.md");
  private static final Pattern ANCHOR = Pattern.compile("(?m)^### (.+)$");
  private static final Pattern SECTION = Pattern.compile("(?m)^## (\\d\\. .+)$");

  @Test
  void idsAreUniqueAndMatchTheConstants() {
    Set<String> ids = new HashSet<>();
    for (Clause clause : Clause.values()) {
      assertTrue(clause.id().matches("[A-Z]{3,4}-[1-9]"), clause.id());
      assertEquals(clause.name(), clause.id().replace('-', '_'));
      assertTrue(ids.add(clause.id()), clause.id());
    }
    assertEquals(57, ids.size());
  }

  @ParameterizedTest
  @EnumSource
  void anIdFindsItsClause(Clause clause) {
    assertEquals(Optional.of(clause), Clause.byId(clause.id()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "REQ", "REQ_1", "req-1", "REQ-01", "REQ-9", " REQ-1"})
  void noOtherTextFindsAClause(String id) {
    assertEquals(Optional.empty(), Clause.byId(id));
  }

  @ParameterizedTest
  @EnumSource
  void titleAndSentenceCanBePrinted(Clause clause) {
    int words = clause.title().split(" ", -1).length;
    assertTrue(words >= 2 && words <= 5, clause.title());
    String sentence = clause.sentence();
    assertTrue(Character.isUpperCase(sentence.charAt(0)) && sentence.endsWith("."), sentence);
    assertFalse(sentence.contains("  ") || sentence.contains(". "), sentence);
  }

  @ParameterizedTest
  @EnumSource
  void theLevelIsOneOfTheSources(Clause clause) {
    Set<Clause.Source> sources = clause.sources();
    assertThrows(UnsupportedOperationException.class, () -> sources.add(Clause.Source.OURS));
    switch (clause.level()) {
      case OURS -> assertEquals(Set.of(Clause.Source.OURS), sources);
      case CLIENT -> assertTrue(sources.contains(Clause.Source.CLIENT));
      case SOURCE ->
          assertTrue(
              sources.stream().anyMatch(s -> s != Clause.Source.OURS && s != Clause.Source.CLIENT));
    }
  }

  @Test
  void theContractHasEveryClauseOnceAndInOrder() throws IOException {
    String clauses = contract().split("(?m)^## 1\\. ", 2)[1];
    List<String> anchors = ANCHOR.matcher(clauses).results().map(m -> m.group(1)).toList();
    assertEquals(Arrays.stream(Clause.values()).map(Clause::id).toList(), anchors);
  }

  @Test
  void theContractNamesNoClauseThatDoesNotExist() throws IOException {
    String families =
        Arrays.stream(Clause.values())
            .map(clause -> clause.id().substring(0, clause.id().indexOf('-')))
            .distinct()
            .collect(Collectors.joining("|"));
    List<String> unknown =
        Pattern.compile("(?i)\\b(?:" + families + ")-\\d+")
            .matcher(contract())
            .results()
            .map(match -> match.group().toUpperCase(Locale.ROOT))
            .filter(id -> Clause.byId(id).isEmpty())
            .toList();
    assertEquals(List.of(), unknown);
  }

  @ParameterizedTest
  @EnumSource
  void theContractSaysWhereAClauseComesFrom(Clause clause) throws IOException {
    String origin =
        clause.sources().stream().map(Clause.Source::label).collect(Collectors.joining(", "));
    String head =
        "### %s\n\n**%s** · level %s · %s\n\n"
            .formatted(clause.id(), clause.title(), clause.level().label(), origin);
    assertTrue(contract().contains(head), () -> "the contract lacks\n" + head);
  }

  @ParameterizedTest
  @EnumSource
  void aClauseStandsInItsSection(Clause clause) throws IOException {
    String before = contract().split("(?m)^### " + clause.id() + "$", 2)[0];
    List<String> sections = SECTION.matcher(before).results().map(m -> m.group(1)).toList();
    Clause.Section section = clause.section();
    assertEquals(section.number(), sections.size());
    assertEquals(section.number() + ". " + section.title(), sections.get(sections.size() - 1));
  }

  private static String contract() throws IOException {
    return Files.readString(CONTRACT);
  }
}

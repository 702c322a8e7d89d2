package dev.signalbox.rules.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.rules.SampleRuleFile;
import dev.signalbox.rules.model.RuleReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch sees, look by look. */
class FolderWatchTest {
  private static final String FILE = SampleRuleFile.TEXT;
  private static final String NAME = "A.ConvIntelligenceSignalRule";
  private static final FileTime FIXED = FileTime.fromMillis(0);

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FIXED);
  }

  @Test
  void aChangeIsReadOnceItHasSettled() throws IOException {
    List<RuleReading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFiles(folder), Duration.ofDays(1), seen::add);
    watch.look();
    write("A.ConvIntelligenceSignalRule", FILE.substring(0, 100));
    watch.look();
    write("A.ConvIntelligenceSignalRule", FILE);
    watch.look();
    assertEquals(List.of(), seen);
    watch.look();
    watch.look();
    assertEquals(List.of(new RuleFiles(folder).read()), seen);
    Files.delete(folder.resolve("A.ConvIntelligenceSignalRule"));
    watch.look();
    watch.look();
    assertEquals(2, seen.size());
    assertEquals(List.of(), seen.get(1).rules());
  }

  @Test
  void aWatchOutlivesAFolderThatIsGoneForAWhile() throws IOException {
    List<RuleReading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFiles(folder), Duration.ofDays(1), seen::add);
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

  private static List<String> names(RuleReading reading) {
    return reading.rules().stream().map(rule -> rule.ruleName()).toList();
  }

  @Test
  void aChangeOfEqualSizeAndTimeIsRead() throws IOException {
    write(NAME, FILE);
    List<RuleReading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFiles(folder), Duration.ofDays(1), seen::add);
    write(NAME, FILE.replace("Angry customer", "ANGRY CUSTOMER"));
    watch.look();
    watch.look();
    assertEquals(List.of(List.of("ANGRY CUSTOMER")), seen.stream().map(r -> names(r)).toList());
  }

  /** A ConfigMap's files are links into a folder that is itself a link, which is swapped. */
  @Test
  void aSwapOfLinksIsRead() throws IOException {
    write("..1/" + NAME, FILE);
    write("..2/" + NAME, FILE.replace("Angry customer", "ANGRY CUSTOMER"));
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(folder.resolve(NAME), Path.of("..data", NAME));
    List<RuleReading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFiles(folder), Duration.ofDays(1), seen::add);
    Path swapped = Files.createSymbolicLink(folder.resolve("..new"), Path.of("..2"));
    Files.move(swapped, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    watch.look();
    watch.look();
    assertEquals(List.of(List.of("ANGRY CUSTOMER")), seen.stream().map(r -> names(r)).toList());
    assertEquals(List.of(), seen.get(0).errors());
  }

  @Test
  void subFoldersAreWatched() throws IOException {
    List<RuleReading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFiles(folder), Duration.ofDays(1), seen::add);
    write("force-app/main/" + NAME, FILE);
    watch.look();
    watch.look();
    assertEquals(List.of(List.of("Angry customer")), seen.stream().map(r -> names(r)).toList());
  }

  /** What can't be read must not hide the changes of the others. */
  @Test
  void aLinkThatLeadsNowhereStopsNothing() throws IOException {
    List<RuleReading> seen = new ArrayList<>();
    FolderWatch watch = new FolderWatch(new RuleFiles(folder), Duration.ofDays(1), seen::add);
    Files.createSymbolicLink(folder.resolve("B." + NAME), Path.of("nowhere"));
    write(NAME, FILE);
    watch.look();
    watch.look();
    assertEquals(1, seen.size());
    assertEquals(1, seen.get(0).errors().size());
    assertEquals(1, seen.get(0).rules().size());
  }

  @Test
  void anErrorOfTheListenerStopsNothing() throws IOException {
    List<RuleReading> seen = new ArrayList<>();
    FolderWatch watch =
        new FolderWatch(
            new RuleFiles(folder),
            Duration.ofDays(1),
            reading -> {
              seen.add(reading);
              throw new AssertionError("a bug of the listener");
            });
    for (int i = 1; i <= 2; i++) {
      write(i + NAME, FILE.replace("Angry_Customer", "Angry" + i));
      watch.look();
      watch.look();
      assertEquals(i, seen.size());
    }
  }
}

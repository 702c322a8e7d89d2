package dev.signalbox.standalone.tools;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.ExitCode;
import dev.signalbox.standalone.cli.HelpOptions;
import dev.signalbox.standalone.cli.ProgramVersion;
import dev.signalbox.standalone.cli.Terminal;
import dev.signalbox.standalone.cli.TerminalText;
import dev.signalbox.standalone.natives.NativeFolder;
import dev.signalbox.transport.sqlite.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at a server's data file, also while the server runs. */
@Command(
    name = "data",
    description =
        "Look at the data file of serve --data, also while the server runs. data check DIR: whether"
            + " it is whole, and what waits in it. data export DIR: the waiting batches as lines of"
            + " JSON, as serve prints them. data backup DIR: a copy that a server can start with,"
            + " named signalbox.db in a folder of its own.",
    sortOptions = false,
    abbreviateSynopsis = true,
    versionProvider = ProgramVersion.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads them
public final class DataCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Terminal terminal;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "For backup: the copy, which must not exist yet. Default: signalbox-TIME.db in the current"
              + " folder.")
  private Optional<String> to;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "check|export|backup",
      description = "What to do.")
  private Optional<String> verb;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder of serve --data.")
  private Optional<String> dir;

  @Mixin private HelpOptions help = new HelpOptions();

  /** A command that prints on a terminal. */
  public DataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    String what = verb.orElse("");
    if (!List.of("check", "export", "backup").contains(what) || dir.isEmpty()) {
      throw CommandFailure.usage("say data check DIR, data export DIR or data backup DIR");
    }
    if (to.isPresent() && !what.equals("backup")) {
      throw CommandFailure.usage("--to goes with data backup");
    }
    NativeFolder.serveSqlite();
    try (DataFolder folder = DataFolder.open(InputFile.path("DIR", dir.get()))) {
      return switch (what) {
        case "check" -> check(folder);
        case "export" -> {
          folder.export(terminal::out);
          yield ExitCode.OK;
        }
        default -> backup(folder);
      };
    } catch (IllegalStateException unusable) {
      throw CommandFailure.failure(String.valueOf(unusable.getMessage()));
    }
  }

  private int check(DataFolder folder) {
    List<String> damage = folder.damage();
    damage.forEach(line -> terminal.err(TerminalText.line(line)));
    folder.summary().forEach(line -> terminal.out(TerminalText.line(line)));
    return damage.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  private int backup(DataFolder folder) throws CommandFailure {
    Path copy =
        InputFile.path(
            "--to",
            to.orElseGet(
                () -> "signalbox-" + TIME.format(LocalDateTime.now(ZoneOffset.UTC)) + ".db"));
    if (Files.exists(copy)) {
      throw CommandFailure.failure(copy + " exists already: name another file with --to");
    }
    folder.backup(copy);
    terminal.out(copy.toString());
    return ExitCode.OK;
  }
}

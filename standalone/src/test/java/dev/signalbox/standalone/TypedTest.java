package dev.signalbox.standalone;

import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.tools.SendCommand;
import dev.signalbox.standalone.serve.ServeCommand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class TypedTest {
  private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
  private final List<Command> commands =
      List.of(
          new ServeCommand(nowhere),
          new SendCommand(new ByteArrayInputStream(new byte[0]), nowhere, nowhere));

  @Example
  void aPlainLineIsRead() {
    Typed typed =
        Typed.plain(
                commands,
                "send",
                "--call=k",
                "file.json",
                "--to",
                "http://h",
                "--xml",
                "--force=false")
            .orElseThrow();
    assertEquals("send", typed.command().name());
    assertEquals(
        Map.of(
            "call", List.of("k"),
            "to", List.of("http://h"),
            "xml", List.of("true"),
            "force", List.of("false")),
        typed.texts());
    assertEquals(List.of("file.json"), typed.operands());
    assertEquals(
        Map.of("audience", List.of("a", "b=c")),
        Typed.plain(commands, "serve", "--audience", "a", "--audience=b=c").orElseThrow().texts());
  }

  /** What it reads at all, it reads as the grammar does. */
  @Property(tries = 3000)
  void itReadsAsTheGrammarDoes(@ForAll("lines") List<String> line) {
    String[] args = line.toArray(String[]::new);
    Optional<Typed> plain = Typed.plain(commands, args);
    Statistics.label("plain").collect(plain.isPresent());
    Statistics.label("plain")
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 5));
    if (plain.isPresent()) {
      assertEquals(plain, grammar(args));
    }
  }

  private Optional<Typed> grammar(String... args) {
    try {
      return new Grammar(commands, nowhere, nowhere).read(args);
    } catch (CommandFailure refused) {
      return Optional.empty();
    }
  }

  /** What the grammar refuses or answers with help is never plain. */
  @Example
  void whatIsOutOfTheOrdinaryIsTheGrammars() {
    for (String line :
        List.of(
            "",
            "sirve",
            "--help",
            "serve --help",
            "serve --port",
            "serve --port=",
            "serve --port -1",
            "serve --port 1 --port 2",
            "serve --strict --strict",
            "serve here",
            "send a b",
            "send -",
            "send -- a")) {
      String[] args = line.isEmpty() ? new String[0] : line.split(" ");
      assertTrue(Typed.plain(commands, args).isEmpty(), line);
    }
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> words =
        Arbitraries.of(
            "--port",
            "--port=0",
            "--port=",
            "--host=::1",
            "--audience",
            "--audience=a=b",
            "--strict",
            "--strict=false",
            "--quiet",
            "--call",
            "--call=k",
            "--xml",
            "--to=http://h",
            "--help",
            "--",
            "-",
            "-1",
            "0",
            "a",
            "@a",
            "a=b",
            "",
            "\"a b\"",
            "'",
            "serve",
            "send",
            "--nothing",
            "${a}",
            "a,b",
            "-h",
            "--PORT=1",
            "true");
    return Arbitraries.of("serve", "send", "serve", "send", "--strict", "other")
        .flatMap(
            first ->
                words
                    .list()
                    .ofMaxSize(5)
                    .map(
                        rest -> {
                          var line = new java.util.ArrayList<String>(List.of(first));
                          line.addAll(rest);
                          return List.copyOf(line);
                        }));
  }
}

package dev.signalbox.standalone.tools;

import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that plays a recording in its own rhythm. */
final class PaceOption {
  @Option(
      names = "--pace",
      paramLabel = "FACTOR",
      arity = "0..1",
      parameterConsumer = Factor.class,
      description =
          "For JSON lines: send them in the rhythm in which they were recorded, with their times"
              + " moved to now; 2 is twice as fast. Without a factor: 1.")
  private @Nullable Double factor;

  /** Takes a factor where one follows; what follows may as well be the file. */
  static final class Factor implements IParameterConsumer {
    private static final double MIN = 0.001;
    private static final double MAX = 1_000_000;

    @Override
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      boolean given = !args.isEmpty() && args.peek().matches("[0-9]+(\\.[0-9]+)?");
      double factor = given ? Double.parseDouble(args.pop()) : 1;
      if (factor < MIN || factor > MAX) {
        throw new ParameterException(
            command.commandLine(), "--pace: must be a number from 0.001 to 1000000");
      }
      option.setValue(factor);
    }
  }

  /** The rhythm; empty for as fast as the endpoint takes the lines. */
  Optional<Pace> pace() {
    return Optional.ofNullable(factor)
        .map(given -> new Pace(given, System::currentTimeMillis, Thread::sleep));
  }
}

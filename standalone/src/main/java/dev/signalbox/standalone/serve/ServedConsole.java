package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.console.Console;
import dev.signalbox.standalone.console.ConsoleAccess;
import dev.signalbox.standalone.console.ConsoleHandler;
import dev.signalbox.standalone.console.ConsoleStream;
import dev.signalbox.standalone.control.Lab;
import java.time.Clock;
import java.util.Optional;

/**
 * The console at work in the server.
 *
 * @param console gets what happens, to show it
 * @param handler what shows it
 */
record ServedConsole(Console console, ConsoleHandler handler) {
  /**
   * The console, where there is to be one: always in development mode, otherwise where the operator
   * asks for it.
   */
  static Optional<ServedConsole> of(
      ServeOptions options,
      Optional<DevelopmentMode> development,
      ConsoleAccess access,
      boolean control,
      Clock clock) {
    if (!options.console.get() && development.isEmpty()) {
      return Optional.empty();
    }
    ConsoleStream stream = new ConsoleStream();
    return Optional.of(
        new ServedConsole(
            new Console(stream, development.isPresent(), clock),
            new ConsoleHandler(
                stream,
                access,
                development.flatMap(mode -> mode.signer(options)),
                DevelopmentHelp.tokenCommand(options, development),
                control)));
  }

  /** Shows faults that requests meet, and a new beginning. */
  static void showFaults(Console console, Lab lab) {
    lab.onReset(console::clear);
    lab.listener(
        (fault, request, description) ->
            console.faulted(fault.id(), fault.fault().summary(), request, description));
  }
}

package dev.signalbox.standalone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line that was read.
 *
 * @param texts the options' values, by the setting's name
 */
record Typed(Command command, Map<String, List<String>> texts, List<String> operands) {
  Typed {
    texts = Map.copyOf(texts);
    operands = List.copyOf(operands);
  }

  /**
   * Reads a line on which nothing is wrong or out of the ordinary, as {@link Grammar} does. That
   * reads all the others: it takes as long to load as half of a server.
   */
  static Optional<Typed> plain(List<Command> commands, String... args) {
    if (args.length == 0) {
      return Optional.empty();
    }
    for (Command command : commands) {
      if (command.name().equals(args[0])) {
        return plain(command, args);
      }
    }
    return Optional.empty();
  }

  private static Optional<Typed> plain(Command command, String... args) {
    Map<String, Setting<?>> settings = new HashMap<>();
    for (Setting<?> setting : command.settings()) {
      settings.put(setting.option(), setting);
    }
    Map<String, List<String>> texts = new HashMap<>();
    List<String> operands = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      String arg = args[i];
      if (isPlain(arg) && operands.size() < command.operands().size()) {
        operands.add(arg);
        continue;
      }
      int equals = arg.indexOf('=');
      Setting<?> setting = settings.get(equals < 0 ? arg : arg.substring(0, equals));
      if (setting == null) {
        return Optional.empty();
      }
      String value;
      if (equals >= 0) {
        value = arg.substring(equals + 1);
      } else if (setting.kind() == Setting.Kind.FLAG) {
        value = "true";
      } else if (++i < args.length) {
        value = args[i];
      } else {
        return Optional.empty();
      }
      List<String> values = texts.computeIfAbsent(setting.name(), name -> new ArrayList<>());
      if (!isPlain(value) || (!values.isEmpty() && setting.kind() != Setting.Kind.MANY)) {
        return Optional.empty();
      }
      values.add(value);
    }
    return Optional.of(new Typed(command, texts, operands));
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty() && text.charAt(0) != '-';
  }
}

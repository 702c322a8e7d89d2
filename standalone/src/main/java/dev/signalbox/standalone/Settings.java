package dev.signalbox.standalone;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values of a command's settings. The command line wins over the environment, that over the
 * file, and that over the default; a setting with many values takes them all from one place.
 */
final class Settings {
  /** Names the file; it can't stand in the file itself. */
  static final Setting<Path> CONFIG =
      Setting.one(
          "config",
          "FILE",
          Readings::path,
          "Read settings from a properties file in UTF-8: a line NAME=VALUE for each.");

  private final Map<Setting<?>, List<?>> values;

  private Settings(Map<Setting<?>, List<?>> values) {
    this.values = values;
  }

  /**
   * Finds every setting's value.
   *
   * @param commandLine texts by the setting's name
   * @param environment the whole environment; empty where only the command line counts
   * @throws CommandFailure for an unknown name, a wrong value, a file that can't be read
   */
  static Settings read(
      List<Setting<?>> settings,
      Map<String, List<String>> commandLine,
      Map<String, String> environment)
      throws CommandFailure {
    refuseUnknownVariables(settings, environment);
    Map<String, List<String>> file = Map.of();
    String in = "";
    Optional<Path> config = Optional.empty();
    if (settings.contains(CONFIG)) {
      config =
          new Settings(values(List.of(CONFIG), commandLine, environment, file, in))
              .optional(CONFIG);
    }
    if (config.isPresent()) {
      file = properties(config.get(), settings);
      in = " in " + config.get();
    }
    return new Settings(values(settings, commandLine, environment, file, in));
  }

  private static Map<Setting<?>, List<?>> values(
      List<Setting<?>> settings,
      Map<String, List<String>> commandLine,
      Map<String, String> environment,
      Map<String, List<String>> file,
      String in)
      throws CommandFailure {
    Map<Setting<?>, List<?>> values = new HashMap<>();
    for (Setting<?> setting : settings) {
      List<String> typed = commandLine.getOrDefault(setting.name(), List.of());
      List<String> variable =
          texts(setting, Optional.ofNullable(environment.get(setting.variable())));
      List<String> property = file.getOrDefault(setting.name(), List.of());
      if (!typed.isEmpty()) {
        values.put(setting, convert(setting, typed, setting.option()));
      } else if (!variable.isEmpty()) {
        values.put(setting, convert(setting, variable, setting.variable()));
      } else if (!property.isEmpty()) {
        values.put(setting, convert(setting, property, setting.name() + in));
      } else {
        values.put(setting, convert(setting, setting.standard().stream().toList(), setting.name()));
      }
    }
    return values;
  }

  private static List<?> convert(Setting<?> setting, List<String> texts, String origin)
      throws CommandFailure {
    List<Object> converted = new ArrayList<>();
    for (String text : texts) {
      try {
        converted.add(setting.reading().read(text));
      } catch (IllegalArgumentException wrong) {
        throw CommandFailure.usage(origin + ": " + wrong.getMessage());
      }
    }
    return List.copyOf(converted);
  }

  /** What a variable or property says; nothing when it is empty. */
  private static List<String> texts(Setting<?> setting, Optional<String> text) {
    Stream<String> parts =
        setting.kind() == Setting.Kind.MANY
            ? text.stream().flatMap(t -> Stream.of(t.split(t.contains("\n") ? "\n" : ",")))
            : text.stream();
    return parts.map(String::strip).filter(part -> !part.isEmpty()).toList();
  }

  private static void refuseUnknownVariables(
      List<Setting<?>> settings, Map<String, String> environment) throws CommandFailure {
    List<String> known = settings.stream().map(Setting::variable).toList();
    for (String name : new TreeSet<>(environment.keySet())) {
      if (Setting.isVariable(name) && !known.contains(name)) {
        throw CommandFailure.usage(
            "unknown environment variable "
                + name
                + "; the nearest that there is: "
                + Nearest.to(name, known));
      }
    }
  }

  private static Map<String, List<String>> properties(Path path, List<Setting<?>> settings)
      throws CommandFailure {
    Map<String, Setting<?>> known =
        settings.stream()
            .filter(setting -> !setting.equals(CONFIG))
            .collect(Collectors.toMap(Setting::name, setting -> setting));
    Map<String, List<String>> texts = new HashMap<>();
    for (var property : load(path).entrySet()) {
      Setting<?> setting = known.get(property.getKey());
      if (setting == null) {
        throw CommandFailure.usage(
            "unknown property "
                + property.getKey()
                + " in "
                + path
                + "; the nearest that there is: "
                + Nearest.to(property.getKey(), known.keySet()));
      }
      texts.put(setting.name(), texts(setting, Optional.of(property.getValue())));
    }
    return texts;
  }

  private static Map<String, String> load(Path path) throws CommandFailure {
    Map<String, String> loaded = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    Properties properties =
        new Properties() {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Object put(Object key, Object value) {
            if (loaded.put((String) key, (String) value) != null) {
              twice.add((String) key);
            }
            return value;
          }
        };
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (CharacterCodingException notUtf8) {
      throw CommandFailure.usage("the file " + path + " is not in UTF-8");
    } catch (IOException e) {
      throw CommandFailure.failure("the file " + path + " can't be read: " + Reasons.of(e));
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage(
          "the file " + path + " is no properties file: " + malformed.getMessage());
    }
    if (!twice.isEmpty()) {
      throw CommandFailure.usage("the property " + twice.get(0) + " stands twice in " + path);
    }
    return loaded;
  }

  /** The value of a setting that has a default. */
  <T> T one(Setting<T> setting) {
    return optional(setting).orElseThrow();
  }

  <T> Optional<T> optional(Setting<T> setting) {
    return all(setting).stream().findFirst();
  }

  /** Every value of a setting. */
  @SuppressWarnings("unchecked") // its own reading has made them
  <T> List<T> all(Setting<T> setting) {
    return (List<T>) values.getOrDefault(setting, List.of());
  }
}

package dev.signalbox.standalone.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A properties file in UTF-8, in which each option has at most one line NAME=VALUE. */
final class ConfigFile {
  private final Path path;
  private final Map<String, String> properties;

  private ConfigFile(Path path, Map<String, String> properties) {
    this.path = path;
    this.properties = properties;
  }

  /**
   * Reads a file.
   *
   * @param known the properties that it may have
   */
  static ConfigFile read(Path path, Set<String> known) throws CommandFailure {
    Map<String, String> properties = load(path);
    for (String name : properties.keySet()) {
      if (!known.contains(name)) {
        throw CommandFailure.usage(
            "unknown property " + name + " in " + path + Suggestions.question(name, known));
      }
    }
    return new ConfigFile(path, properties);
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
      throw CommandFailure.failure("the file " + path + " can't be read: " + IoErrors.of(e));
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage(
          "the file " + path + " is no properties file: " + malformed.getMessage());
    }
    if (!twice.isEmpty()) {
      throw CommandFailure.usage("the property " + twice.get(0) + " stands twice in " + path);
    }
    return loaded;
  }

  Path path() {
    return path;
  }

  Map<String, String> properties() {
    return properties;
  }
}

package dev.signalbox.standalone.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The values of options that are not on the command line: from the environment, where {@code
 * --max-body} is {@code SIGNALBOX_MAX_BODY}, or else from the file that {@code --config} names,
 * where it is {@code max-body}. What is empty there is not set.
 */
public final class SettingDefaults implements IDefaultValueProvider {
  /** Names the file; it can't stand in the file itself. */
  public static final String CONFIG = "--config";

  /**
   * Separates the values of an option that may be repeated, where they come in one text; for
   * picocli's {@code split}.
   */
  public static final String SEPARATOR = "\n";

  private static final System.Logger LOG = System.getLogger("signalbox");
  private static final String PREFIX = "SIGNALBOX_";

  /** What others must not read. */
  private static final Set<String> SECRETS = Set.of("operator-token", "tls-keystore-password");

  /** How Kubernetes tells containers of a Service whose name begins with "signalbox". */
  private static final Pattern KUBERNETES_NAME =
      Pattern.compile(
          "SIGNALBOX_([A-Z0-9_]+_)?"
              + "(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_[A-Z]+)?)");

  private static final Pattern KUBERNETES_URL = Pattern.compile("(tcp|udp|sctp)://.*");

  private final Map<String, String> environment;
  private final Optional<Set<String>> only;
  private final Map<OptionSpec, String> origins = new HashMap<>();
  private Optional<ConfigFile> file = Optional.empty();
  private boolean begun;
  private boolean help;

  private SettingDefaults(Map<String, String> environment, Optional<Set<String>> only) {
    this.environment = environment;
    this.only = only;
  }

  /** For a command whose options may all be set so; an unknown variable is refused. */
  public static SettingDefaults all(Map<String, String> environment) {
    return new SettingDefaults(environment, Optional.empty());
  }

  /** For a command of which only these options may be set, and only in the environment. */
  public static SettingDefaults only(Map<String, String> environment, String... options) {
    return new SettingDefaults(environment, Optional.of(Set.of(options)));
  }

  /** The environment variable of an option. */
  public static String variable(OptionSpec option) {
    return PREFIX + property(option).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The property of an option. */
  public static String property(OptionSpec option) {
    return option.longestName().substring(2);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) throws CommandFailure {
    if (!(arg instanceof OptionSpec option)
        || only.filter(names -> !names.contains(option.longestName())).isPresent()) {
      return null;
    }
    begin(option.command());
    if (!begun || help) {
      return null;
    }
    Optional<String> variable = text(option, environment.get(variable(option)));
    if (variable.isPresent()) {
      origins.put(option, variable(option));
      return variable.get();
    }
    Optional<String> property =
        file.flatMap(f -> text(option, f.properties().get(property(option))));
    if (property.isPresent()) {
      origins.put(option, property(option) + " in " + file.get().path());
    }
    return property.orElse(null);
  }

  /** How the user wrote an option: as option, variable or property. */
  String origin(OptionSpec option) {
    return origins.getOrDefault(option, option.longestName());
  }

  /** Picocli also asks when it prints the help, which must not show what is set. */
  private void begin(CommandSpec command) throws CommandFailure {
    ParseResult parsed = begun ? null : command.commandLine().getParseResult();
    if (parsed == null) {
      return;
    }
    begun = true;
    help = parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
    if (help || only.isPresent()) {
      return;
    }
    refuseUnknownVariables(command);
    Optional<Path> config = config(command);
    if (config.isPresent()) {
      Set<String> known =
          settable(command).stream()
              .filter(option -> !option.longestName().equals(CONFIG))
              .map(SettingDefaults::property)
              .collect(Collectors.toSet());
      file = Optional.of(ConfigFile.read(config.get(), known));
      if (file.get().properties().keySet().stream().anyMatch(SECRETS::contains)) {
        FilePermissions.warnWhereEveryoneReads(config.get(), "a secret");
      }
    }
  }

  private Optional<Path> config(CommandSpec command) throws CommandFailure {
    OptionSpec option = command.findOption(CONFIG);
    if (option == null) {
      return Optional.empty();
    }
    if (option.getValue() instanceof Path given) {
      return Optional.of(given);
    }
    Optional<String> variable = text(option, environment.get(variable(option)));
    try {
      return variable.map(Path::of);
    } catch (InvalidPathException invalid) {
      throw CommandFailure.usage(
          variable(option) + ": must be a path, not \"" + variable.orElseThrow() + "\"");
    }
  }

  private void refuseUnknownVariables(CommandSpec command) throws CommandFailure {
    Set<String> known =
        settable(command).stream().map(SettingDefaults::variable).collect(Collectors.toSet());
    for (Map.Entry<String, String> one : new TreeMap<>(environment).entrySet()) {
      String name = one.getKey();
      if (!name.startsWith(PREFIX)) {
        continue;
      }
      if (isKubernetes(name, one.getValue())) {
        LOG.log(
            System.Logger.Level.INFO,
            "the environment variable "
                + name
                + " is not used: Kubernetes sets it for a Service of that name");
      } else if (!known.contains(name)) {
        throw CommandFailure.usage(
            "unknown environment variable " + name + Suggestions.question(name, known));
      }
    }
  }

  private static boolean isKubernetes(String name, String value) {
    return KUBERNETES_NAME.matcher(name).matches()
        || (name.endsWith("_PORT") && KUBERNETES_URL.matcher(value).matches());
  }

  private static List<OptionSpec> settable(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  private static Optional<String> text(OptionSpec option, @Nullable String text) {
    if (text == null || isKubernetes(variable(option), text)) {
      return Optional.empty();
    }
    if (option.isMultiValue() && option.splitRegex().isEmpty()) {
      // A document, which may have commas and line ends.
      return Optional.of(text.strip()).filter(value -> !value.isEmpty());
    }
    Stream<String> values =
        option.isMultiValue()
            ? Stream.of(text.split(text.contains(SEPARATOR) ? SEPARATOR : ","))
            : Stream.of(text);
    return Optional.of(
            values
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(SEPARATOR)))
        .filter(value -> !value.isEmpty());
  }
}

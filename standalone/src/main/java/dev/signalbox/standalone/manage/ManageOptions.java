package dev.signalbox.standalone.manage;

import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.LogFormat;
import dev.signalbox.standalone.cli.OptionList;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/** The options of logs, probes and metrics. */
public final class ManageOptions {
  public final OptionList.Value<LogFormat> logFormat;

  public final OptionList.Value<Level> logLevel;

  public final OptionList.Value<Path> accessLog;

  public final OptionList.Value<Integer> managementPort;

  public final OptionList.Value<String> managementHost;

  /** Adds the options to a command's. */
  public ManageOptions(OptionList options) {
    logFormat =
        options.one(
            "--log-format",
            "text|json",
            "text",
            LogFormat.class,
            new Format(),
            "How the records of the log on standard error look: lines of text, or of JSON.");
    logLevel =
        options.one(
            "--log-level",
            "error|warning|info|debug|trace",
            "info",
            Level.class,
            new LeastLevel(),
            "What is logged: this level and those before it.");
    accessLog =
        options.optional(
            "--access-log",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "Append a line of JSON for each request to this file; - is standard error. Answers then carry X-Request-Id, and the lines have the same id.");
    managementPort =
        options.optional(
            "--management-port",
            "PORT",
            Integer.class,
            new Converters.Port(),
            "Answer /healthz, /readyz and /metrics on this port, over plain HTTP and without a token, instead of on --port; 0 takes any that is free.");
    managementHost =
        options.optional(
            "--management-host",
            "HOST",
            String.class,
            text -> text,
            "The address of --management-port. Default: that of --host");
  }

  /** Converts how records look. */
  private static final class Format extends Converters.Constant<LogFormat> {
    Format() {
      super(LogFormat.class);
    }
  }

  /** Converts a level. */
  private static final class LeastLevel implements ITypeConverter<Level> {
    @Override
    public Level convert(String text) {
      return switch (text) {
        case "error" -> Level.ERROR;
        case "warning" -> Level.WARNING;
        case "info" -> Level.INFO;
        case "debug" -> Level.DEBUG;
        case "trace" -> Level.TRACE;
        default -> throw Converters.not(text, "error, warning, info, debug or trace");
      };
    }
  }
}

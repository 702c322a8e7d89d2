package dev.signalbox.standalone.cli;

import picocli.CommandLine.Option;

/** The options that every command has. */
public final class HelpOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

  /** For picocli. */
  public HelpOptions() {}
}

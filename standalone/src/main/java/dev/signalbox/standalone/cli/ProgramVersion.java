package dev.signalbox.standalone.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as its module has it. */
public final class ProgramVersion implements IVersionProvider {
  /** For picocli. */
  public ProgramVersion() {}

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  /** The program's name and version. */
  public static String text() {
    return "signalbox " + number();
  }

  /** The program's version. */
  public static String number() {
    return Optional.ofNullable(ProgramVersion.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("of an unknown version");
  }
}

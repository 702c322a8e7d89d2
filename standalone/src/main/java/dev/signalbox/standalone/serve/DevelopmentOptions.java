package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.OrgId;
import dev.signalbox.standalone.cli.CommandFailure;
import dev.signalbox.standalone.cli.OptionList;
import dev.signalbox.standalone.identity.ApiName;
import dev.signalbox.standalone.identity.CallCenterChoice;
import dev.signalbox.standalone.identity.CallCenterOption;
import dev.signalbox.standalone.identity.DevelopmentCallCenter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** Development mode, and for which call center it is. */
final class DevelopmentOptions {
  final OptionList.Value<Boolean> dev;
  final OptionList.Value<OrgId> org;

  DevelopmentOptions(OptionList options) {
    dev =
        options.flag(
            "--dev",
            "Development mode in so many words: with --org, --call-center NAME and --key for the client's own identity, and with --host 0.0.0.0 for other machines.");
    org =
        options.optional(
            "--org",
            "ID",
            OrgId.class,
            new CallCenterOption.Org(),
            "With --dev: the org of the call center that may call.");
  }

  /** The call center of development mode; its key is made where the user names none. */
  DevelopmentCallCenter callCenter(ServeOptions options) throws CommandFailure {
    if (!dev.get()) {
      refuseOutside();
      return DevelopmentCallCenter.open(options.dir.get());
    }
    List<CallCenterChoice> choices = options.choices();
    if (choices.size() > 1) {
      throw CommandFailure.usage(
          "--call-center: development mode is for one call center; leave out --dev to serve"
              + " several");
    }
    if (!choices.isEmpty() && choices.get(0) instanceof CallCenterOption whole) {
      if (org.find().isPresent()) {
        throw CommandFailure.usage("--org: --call-center has the org already");
      }
      return DevelopmentCallCenter.of(
          whole.id(),
          whole.file(),
          options.transport.keyPasswordFile.find(),
          options.weakKeys.get());
    }
    Optional<CallCenterId> id = named(choices);
    Optional<Path> key = options.transport.developmentKey();
    return key.isPresent()
        ? DevelopmentCallCenter.of(
            id.orElse(DevelopmentCallCenter.ID),
            key.get(),
            options.transport.keyPasswordFile.find(),
            options.weakKeys.get())
        : DevelopmentCallCenter.open(options.dir.get(), id.orElse(DevelopmentCallCenter.ID));
  }

  private Optional<CallCenterId> named(List<CallCenterChoice> choices) throws CommandFailure {
    if (org.find().isPresent() == choices.isEmpty()) {
      throw CommandFailure.usage(
          "--org and --call-center belong together; missing: "
              + (choices.isEmpty() ? "--call-center" : "--org"));
    }
    if (choices.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          CallCenterOption.id(org.find().orElseThrow(), ((ApiName) choices.get(0)).value()));
    } catch (TypeConversionException invalid) {
      throw CommandFailure.usage("--call-center: " + invalid.getMessage());
    }
  }

  /** Refuses what is for development mode alone. */
  void refuseOutside() throws CommandFailure {
    if (org.find().isPresent()) {
      throw CommandFailure.usage("--org goes with --dev");
    }
  }
}

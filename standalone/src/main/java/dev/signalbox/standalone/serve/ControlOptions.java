package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.cli.OptionList;
import dev.signalbox.standalone.faults.Fault;
import java.util.List;

/** The control API, and faults from the start. */
final class ControlOptions {
  final OptionList.Value<Boolean> control;
  final OptionList.Value<List<Fault>> fault;

  ControlOptions(OptionList options) {
    control =
        options.flag(
            "--control",
            "Have the control API under /_signalbox, and faults, with the operator's token. In development mode they are always there.");
    fault =
        options.documents(
            "--fault",
            "JSON",
            Fault.class,
            new ServeConverters.FaultJson(),
            "A fault that is at work from the start, as the control API takes it. May be repeated.");
  }
}

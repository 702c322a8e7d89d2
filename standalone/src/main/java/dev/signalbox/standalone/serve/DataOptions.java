package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.OptionList;
import java.nio.file.Path;

/** Where what was accepted survives the process. */
final class DataOptions {
  final OptionList.Value<Path> data;
  final OptionList.Value<Long> maxData;

  DataOptions(OptionList options) {
    data =
        options.optional(
            "--data",
            "DIR",
            Path.class,
            new Converters.FilePath(),
            "Keep accepted batches, voice calls and used jti in a file in this folder, over restarts and crashes (DLV-1). Default: in memory.");
    maxData =
        options.optional(
            "--max-data",
            "SIZE",
            Long.class,
            new ServeConverters.DataSize(),
            "With --data: how large the file may become, in bytes or as 500M or 2G, at least 1M (DLV-5). Default: 1G");
  }
}

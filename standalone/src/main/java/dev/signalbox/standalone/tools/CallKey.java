package dev.signalbox.standalone.tools;

import dev.signalbox.core.VendorCallKey;
import dev.signalbox.standalone.cli.Converters;
import picocli.CommandLine.ITypeConverter;

/** Converts a voice call's key. */
final class CallKey implements ITypeConverter<VendorCallKey> {
  @Override
  public VendorCallKey convert(String text) {
    return Converters.valid(VendorCallKey.parse(text, ""));
  }
}

package dev.signalbox.moduletests.fuzz;

import dev.signalbox.format.xml.XmlFormat;

/** XML bodies (BODY-5). */
public final class XmlTarget {
  private XmlTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] body) {
    Bodies.check(XmlFormat.INSTANCE, body);
  }
}

package dev.signalbox.moduletests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.Validated;
import dev.signalbox.core.format.JsonFormat;
import java.util.Map;

/** JSON bodies (BODY-4), and toolkit events. */
public final class JsonTarget {
  private JsonTarget() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] body) {
    JsonFormat json = JsonFormat.INSTANCE;
    Bodies.check(json, body);
    Validated<Map<String, DocumentValue>> object = json.readObject(body);
    Held.equal(
        json.readBatch(body).isValid(),
        object.isValid(),
        "readable as one thing and not the other");
    if (object.isValid()) {
      byte[] written = json.writeObject(object.orThrow());
      Held.equal(written, json.writeObject(json.readObject(written).orThrow()), "writing differs");
    }
    Held.refusalIsBounded(json.readToolkitEvent(new String(body, UTF_8)), body.length);
  }
}

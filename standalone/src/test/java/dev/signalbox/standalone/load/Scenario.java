package dev.signalbox.standalone.load;

import dev.signalbox.standalone.serve.Engine;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Something that the server has to stand. */
interface Scenario {
  /**
   * Runs it.
   *
   * @param engine the HTTP server under the endpoint
   * @param dir an empty folder
   * @param length how long or how often, in the scenario's own unit; empty for its default
   * @return its figures, in a line
   * @throws Failure where a promise was broken
   */
  String run(Engine engine, Path dir, OptionalInt length) throws Exception;
}

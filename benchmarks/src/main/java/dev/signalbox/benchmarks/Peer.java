package dev.signalbox.benchmarks;

import dev.signalbox.benchmarks.Load.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that is measured.
 *
 * @param name its name in the table
 * @param mode what it does
 * @param command starts it
 */
record Peer(String name, Mode mode, List<String> command) {
  static final String SIGNALBOX = "signalbox";

  enum Mode {
    HTTP,
    JOB,
    CACHED
  }

  private static final List<String> PROGRAMS =
      List.of("floor.Floor", "jdk.Jdk", "vertx.Vertx5", "helidon.Helidon4", "spring.Spring4");

  /** All that were built; those that were not are named. */
  static List<Peer> all(Path root, Path key) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<Peer> peers = new ArrayList<>();
    for (String engine : List.of("jdk", "netty")) {
      String name = engine.equals("jdk") ? SIGNALBOX : SIGNALBOX + " " + engine;
      List<String> serve =
          List.of(
              java,
              "-p",
              root.resolve("standalone/target/modules").toString(),
              "--enable-native-access=ALL-UNNAMED,io.netty.common",
              "-m",
              "dev.signalbox.standalone/dev.signalbox.standalone.Main",
              "serve",
              "--port",
              "0",
              "--engine",
              engine,
              "--call-center",
              Samples.CALL_CENTER.orgId().value()
                  + ":"
                  + Samples.CALL_CENTER.apiName()
                  + ":"
                  + key);
      peers.add(new Peer(name, Mode.JOB, serve));
      // It counts what is delivered, as the peers do, where the server prints it.
      peers.add(
          new Peer(
              name + " embedded",
              Mode.JOB,
              own(java, root, Embedded.class, engine, key.toString())));
    }
    peers.add(new Peer("netty http", Mode.HTTP, own(java, root, NettyAlone.class)));
    for (String program : PROGRAMS) {
      String[] parts = program.split("\\.", -1);
      Path target = root.resolve("benchmarks/peers").resolve(parts[0]).resolve("target");
      if (!Files.isDirectory(target.resolve("libraries"))) {
        System.err.println(parts[0] + " was not built, and is left out");
        continue;
      }
      for (Mode mode : Mode.values()) {
        if (mode == Mode.HTTP || !parts[0].equals("floor")) {
          if (mode == Mode.CACHED && parts[0].equals("spring")) {
            continue;
          }
          peers.add(
              new Peer(
                  parts[0] + (mode == Mode.JOB ? "" : mode == Mode.HTTP ? " http" : " cached"),
                  mode,
                  List.of(
                      java,
                      "-cp",
                      target + "/classes:" + target + "/libraries/*",
                      "dev.signalbox.peers." + parts[1],
                      mode.name(),
                      key.toString())));
        }
      }
    }
    return peers;
  }

  /** A program of this module, with the libraries that the server ships. */
  private static List<String> own(String java, Path root, Class<?> program, String... args) {
    Path target = root.resolve("benchmarks/target");
    List<String> command = new ArrayList<>();
    command.add(java);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(
        String.join(
            ":",
            target.resolve("classes").toString(),
            target.resolve("libraries") + "/*",
            root.resolve("standalone/target/native") + "/*"));
    command.add(program.getName());
    command.addAll(List.of(args));
    return command;
  }

  boolean isWholeJob() {
    return mode != Mode.HTTP;
  }

  List<Traffic> traffic() {
    if (name.startsWith(SIGNALBOX)) {
      return List.of(
          Traffic.JSON_REUSED,
          Traffic.XML_REUSED,
          Traffic.JSON_JTI,
          Traffic.UNSIGNED,
          Traffic.WRONG_PATH);
    }
    return switch (mode) {
      case HTTP -> List.of(Traffic.JSON_REUSED);
      case JOB -> List.of(Traffic.JSON_REUSED, Traffic.XML_REUSED, Traffic.JSON_JTI);
      case CACHED -> List.of(Traffic.JSON_REUSED, Traffic.XML_REUSED);
    };
  }

  /** Whether it answers as it should: nothing is timed that does not do the job. */
  void check(Running server, Tokens tokens) throws IOException {
    String json = new String(Samples.json(2), StandardCharsets.UTF_8);
    String xml = new String(Samples.xml(2), StandardCharsets.UTF_8);
    String good = tokens.reused();
    expect(server, 202, Samples.PATH, good, "application/json", json);
    server.answered();
    if (!isWholeJob()) {
      return;
    }
    expect(server, 202, Samples.PATH, good, "application/xml", xml);
    expect(server, 401, Samples.PATH, good + "x", "application/json", json);
    expect(server, 401, Samples.PATH, Samples.unsignedToken(), "application/json", json);
    expect(server, 401, Samples.PATH, Samples.expiredToken(), "application/json", json);
    expect(server, 400, Samples.PATH, good, "application/json", json.replace("events", "none"));
    expect(server, 400, Samples.PATH, good, "application/json", json.replace("]", ""));
    String once = Samples.token(true);
    expect(server, 202, Samples.PATH, once, "application/json", json);
    expect(server, 401, Samples.PATH, once, "application/json", json);
  }

  private void expect(
      Running server, int status, String path, String token, String mediaType, String body)
      throws IOException {
    int answer = Http.send(server.port(), Http.request(path, token, mediaType, body));
    if (answer != status) {
      throw new IOException(
          name + " answered " + answer + " instead of " + status + " to " + mediaType + " " + body);
    }
  }
}

package dev.signalbox.benchmarks;

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
 * @param kind what program it is
 * @param mode what it does
 * @param command starts it
 */
record Peer(String name, Kind kind, Mode mode, List<String> command) {
  static final String SIGNALBOX = "signalbox";
  static final String SIGNALBOX_NETTY = "signalbox netty";

  /** The server with a data file, which begins anew. */
  static final String SIGNALBOX_DATA = "signalbox netty data";

  /** What program it is. */
  enum Kind {
    /** The server, as its users start it. */
    SERVER,
    /** The library in a program that counts what is delivered, as the peers do. */
    EMBEDDED,
    /** Sockets without a server. */
    FLOOR,
    /** A server by hand. */
    PLAIN,
    /** A framework, as its users start it. */
    FRAMEWORK
  }

  /** What it does. */
  enum Mode {
    /** Reads the request and answers 202. */
    HTTP,
    /** The whole job. */
    JOB,
    /** The whole job, reused tokens verified once. */
    CACHED,
    /** The same, and on the disk before it is answered. */
    DURABLE
  }

  private static final List<String> PROGRAMS =
      List.of(
          "floor.Floor",
          "jdk.Jdk",
          "robaho.Robaho",
          "vertx.Vertx5",
          "helidon.Helidon4",
          "spring.Spring4");

  /** All that were built; those that were not are named. */
  static List<Peer> all(Path root, Path key) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<Peer> peers = new ArrayList<>();
    for (String engine : List.of("jdk", "netty")) {
      String name = engine.equals("jdk") ? SIGNALBOX : SIGNALBOX_NETTY;
      List<String> serve =
          List.of(
              root.resolve("signalbox").toString(),
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
      peers.add(new Peer(name, Kind.SERVER, Mode.JOB, serve));
      peers.add(
          new Peer(
              name + " embedded",
              Kind.EMBEDDED,
              Mode.JOB,
              own(java, root, Embedded.class, engine, key.toString())));
    }
    List<String> data =
        new ArrayList<>(List.of("sh", "-c", "rm -rf data && exec \"$@\" --data data", "data"));
    data.addAll(peers.get(peers.size() - 2).command());
    peers.add(new Peer(SIGNALBOX_DATA, Kind.SERVER, Mode.DURABLE, data));
    peers.add(new Peer("netty http", Kind.PLAIN, Mode.HTTP, own(java, root, NettyAlone.class)));
    for (String program : PROGRAMS) {
      String[] parts = program.split("\\.", -1);
      Path target = root.resolve("benchmarks/peers").resolve(parts[0]).resolve("target");
      if (!Files.isDirectory(target.resolve("libraries"))) {
        System.err.println(parts[0] + " was not built, and is left out");
        continue;
      }
      Kind kind =
          switch (parts[0]) {
            case "floor" -> Kind.FLOOR;
            case "jdk", "robaho" -> Kind.PLAIN;
            default -> Kind.FRAMEWORK;
          };
      for (Mode mode : Mode.values()) {
        if ((kind == Kind.FLOOR && mode != Mode.HTTP)
            || (parts[0].equals("spring") && mode == Mode.CACHED)
            || (!parts[0].equals("vertx") && mode == Mode.DURABLE)) {
          continue;
        }
        peers.add(
            new Peer(
                parts[0]
                    + switch (mode) {
                      case HTTP -> " http";
                      case JOB -> "";
                      case CACHED -> " cached";
                      case DURABLE -> " sqlite";
                    },
                kind,
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

  boolean isSignalbox() {
    return kind == Kind.SERVER || kind == Kind.EMBEDDED;
  }

  List<Traffic> traffic() {
    if (kind == Kind.SERVER && mode != Mode.DURABLE) {
      return List.of(Traffic.values());
    }
    return switch (mode) {
      case DURABLE -> List.of(Traffic.JSON_REUSED);
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
    if (!isWholeJob()) {
      return;
    }
    expect(server, 202, Samples.PATH, good, "application/xml", xml);
    expect(server, 401, Samples.PATH, good + "x", "application/json", json);
    expect(server, 401, Samples.PATH, tokens.unsigned(), "application/json", json);
    expect(server, 401, Samples.PATH, tokens.expired(), "application/json", json);
    expect(server, 400, Samples.PATH, good, "application/json", json.replace("events", "none"));
    expect(server, 400, Samples.PATH, good, "application/json", json.replace("]", ""));
    String once = tokens.once();
    expect(server, 202, Samples.PATH, once, "application/json", json);
    expect(server, 401, Samples.PATH, once, "application/json", json);
  }

  private void expect(
      Running server, int status, String path, String token, String mediaType, String body)
      throws IOException {
    int answer = Http.send(server.port(), Http.request(path, token, mediaType, body));
    if (answer != status) {
      throw new IOException(
          "answered " + answer + " instead of " + status + " to " + mediaType + " " + body);
    }
  }
}

package dev.signalbox.transport.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Real brokers: KRaft nodes from Maven Central, as processes on free ports of the loopback address.
 * They end with the JVM.
 */
final class KafkaBrokers implements AutoCloseable {
  private static final Path HERE = Path.of("").toAbsolutePath();
  private static final Path JARS = HERE.resolve("target/kafka/jars");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final long START_SECONDS = 180;

  private static Optional<KafkaBrokers> shared = Optional.empty();
  private static boolean tried;

  private final Path dir;
  private final String id;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> controllers = new ArrayList<>();
  private final Map<Integer, Process> nodes = new TreeMap<>();
  private final Map<String, String> more;

  /** Where nodes keep their data, if not beside the others. */
  private final Map<Integer, Path> folders;

  private KafkaBrokers(
      Path dir, String id, int count, Map<String, String> more, Map<Integer, Path> folders) {
    this.dir = dir;
    this.id = id;
    this.more = more;
    this.folders = folders;
    for (int i = 0; i < count; i++) {
      ports.add(freePort());
      controllers.add(freePort());
    }
  }

  /**
   * One broker for all tests of this JVM.
   *
   * @return empty, and says so loudly, when the brokers' jars can't be had
   */
  static synchronized Optional<KafkaBrokers> shared() {
    if (!tried) {
      tried = true;
      shared = start(1, Map.of());
    }
    return shared;
  }

  /** Starts brokers, each of which is a controller as well. */
  static Optional<KafkaBrokers> start(int count, Map<String, String> more) {
    return start(count, more, Map.of());
  }

  /** Starts brokers, some of which keep their data in given folders. */
  static synchronized Optional<KafkaBrokers> start(
      int count, Map<String, String> more, Map<Integer, Path> folders) {
    if (!fetch()) {
      System.err.println(
          "SKIPPED: the tests with real brokers, because org.apache.kafka:kafka_2.13 can't be had");
      return Optional.empty();
    }
    try {
      Path dir = Files.createTempDirectory("signalbox-kafka");
      KafkaBrokers brokers = new KafkaBrokers(dir, uuid(), count, more, folders);
      Runtime.getRuntime().addShutdownHook(new Thread(brokers::close));
      for (int i = 0; i < count; i++) {
        brokers.format(i);
        brokers.startNode(i);
      }
      for (int i = 0; i < count; i++) {
        brokers.awaitPort(i);
      }
      return Optional.of(brokers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean fetch() {
    try {
      if (!Files.isDirectory(JARS)) {
        run(
            List.of(
                "mvn",
                "-B",
                "-ntp",
                "-q",
                "-f",
                HERE.resolve("src/test/kafka/pom.xml").toString(),
                "dependency:copy-dependencies",
                "-DoutputDirectory=" + JARS));
      }
      return true;
    } catch (IOException e) {
      System.err.println(e);
      return false;
    }
  }

  private static String run(List<String> command) throws IOException {
    Path out = Files.createTempFile("signalbox-kafka", ".out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException(e);
    }
    String said = Files.readString(out);
    Files.delete(out);
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx256m", "-cp", JARS + "/*"));
    command.add("-Dlog4j2.configurationFile=" + HERE.resolve("src/test/kafka/log4j2.yaml"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String uuid() {
    java.nio.ByteBuffer both = java.nio.ByteBuffer.allocate(16);
    java.util.UUID random = java.util.UUID.randomUUID();
    both.putLong(random.getMostSignificantBits()).putLong(random.getLeastSignificantBits());
    return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(both.array());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path properties(int i) throws IOException {
    String voters =
        Stream.iterate(0, n -> n + 1)
            .limit(ports.size())
            .map(n -> (n + 1) + "@127.0.0.1:" + controllers.get(n))
            .collect(Collectors.joining(","));
    String replicas = Integer.toString(Math.min(3, ports.size()));
    Map<String, String> all =
        new TreeMap<>(
            Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(i + 1),
                "controller.quorum.voters",
                voters,
                "listeners",
                "PLAINTEXT://127.0.0.1:"
                    + ports.get(i)
                    + ",CONTROLLER://127.0.0.1:"
                    + controllers.get(i),
                // With the protocol that the map names for it, also where brokers ask who is there.
                "inter.broker.listener.name",
                "PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
                "log.dirs",
                folders.getOrDefault(i, dir.resolve("data" + i)).toString(),
                "auto.create.topics.enable",
                "false"));
    all.putAll(
        Map.of(
            "offsets.topic.replication.factor", replicas,
            "offsets.topic.num.partitions", "4",
            "transaction.state.log.replication.factor", replicas,
            "transaction.state.log.num.partitions", "4",
            "transaction.state.log.min.isr", ports.size() >= 3 ? "2" : "1",
            "share.coordinator.state.topic.replication.factor", replicas,
            "share.coordinator.state.topic.min.isr", "1",
            "group.initial.rebalance.delay.ms", "0",
            "broker.session.timeout.ms", "6000",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"));
    all.putAll(more);
    Path file = dir.resolve("server" + i + ".properties");
    Files.write(file, all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    return file;
  }

  private void format(int i) throws IOException {
    run(java("kafka.tools.StorageTool", "format", "-t", id, "-c", properties(i).toString()));
  }

  /** Starts a node, also one that was killed. */
  void startNode(int i) throws IOException {
    Path log = dir.resolve("broker" + i + ".log");
    nodes.put(
        i,
        new ProcessBuilder(
                java("kafka.Kafka", dir.resolve("server" + i + ".properties").toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  void awaitPort(int i) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(i)), 500);
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > until || !nodes.get(i).isAlive()) {
          throw new IOException(
              "broker "
                  + i
                  + " does not start: "
                  + Files.readString(dir.resolve("broker" + i + ".log")),
              notYet);
        }
        pause(100);
      }
    }
  }

  static void pause(long millis) {
    java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000);
  }

  String bootstrap() {
    return ports.stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(","));
  }

  /** Ends a node without a farewell. */
  void kill(int i) {
    nodes.get(i).destroyForcibly();
    nodes.get(i).onExit().join();
  }

  /** The processor time that all nodes have taken, in milliseconds. */
  long millis() {
    return nodes.values().stream()
        .mapToLong(
            node -> node.info().totalCpuDuration().orElse(java.time.Duration.ZERO).toMillis())
        .sum();
  }

  boolean isAlive(int i) {
    return nodes.get(i).isAlive();
  }

  /** Has a node stand still, or go on. */
  void signal(int i, String signal) throws IOException {
    signal(nodes.get(i), signal);
  }

  static void signal(Process process, String signal) throws IOException {
    run(List.of("kill", "-" + signal, Long.toString(process.pid())));
  }

  @Override
  public void close() {
    nodes.values().forEach(Process::destroyForcibly);
    nodes.values().forEach(node -> node.onExit().join());
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + dir + ": " + e);
    }
  }
}

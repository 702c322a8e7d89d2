package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that ask who is there: {@code --kafka-config} gets the settings through. */
class KafkaSecurityProofs extends KafkaProof {
  /**
   * A broker that asks for a password (SASL): the settings get through, and a wrong one is said.
   */
  @Test
  void password(@TempDir Path dir) throws Exception {
    String plain = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    try (KafkaBrokers brokers =
        KafkaBrokers.start(
                1,
                Map.of(
                    "listener.security.protocol.map",
                    "CONTROLLER:PLAINTEXT,PLAINTEXT:SASL_PLAINTEXT",
                    "sasl.enabled.mechanisms",
                    "PLAIN",
                    "sasl.mechanism.inter.broker.protocol",
                    "PLAIN",
                    "listener.name.plaintext.plain.sasl.jaas.config",
                    plain + "username=\"b\" password=\"b\" user_b=\"b\" user_s=\"secret-1\";"))
            .orElseThrow()) {
      Path right = dir.resolve("right.properties");
      Files.writeString(right, settings(plain, "secret-1"));
      Path wrong = dir.resolve("wrong.properties");
      Files.writeString(wrong, settings(plain, "secret-2"));
      Judge judge = new Judge(STDOUT);
      ServedProgram served = serve(brokers, judge, "--kafka-config", right.toString()).ready();
      judge.load(n -> served, 50).join();
      judge.awaitDelivered();
      String said = refused(brokers, wrong, "Authentication failed");
      assertFalse((said + served.errors()).contains("secret-"), said);
      judged(judge, "SASL_PLAINTEXT; with a wrong password: " + said);
    }
  }

  private static String settings(String plain, String password) {
    return "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
        + plain
        + "username=\"s\" password=\""
        + password
        + "\";\n";
  }

  /**
   * Brokers over TLS that ask for a certificate: what is wrong with one ends the start, and is
   * said.
   */
  @Test
  void certificates(@TempDir Path dir) throws Exception {
    keyPair(dir, "broker");
    keyPair(dir, "client");
    keyPair(dir, "stranger");
    try (KafkaBrokers brokers =
        KafkaBrokers.start(
                1,
                Map.of(
                    "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:SSL",
                    "ssl.client.auth", "required",
                    "ssl.keystore.type", "PKCS12",
                    "ssl.keystore.location", dir.resolve("broker.p12").toString(),
                    "ssl.keystore.password", "secret-1",
                    "ssl.key.password", "secret-1",
                    "ssl.truststore.type", "PEM",
                    "ssl.truststore.location", both(dir).toString()))
            .orElseThrow()) {
      Judge judge = new Judge(STDOUT);
      ServedProgram served =
          serve(brokers, judge, "--kafka-config", settings(dir, "broker", "client").toString())
              .ready();
      judge.load(n -> served, 50).join();
      judge.awaitDelivered();
      String untrusted =
          refused(brokers, settings(dir, "stranger", "client"), "SSL handshake failed");
      String stranger =
          refused(brokers, settings(dir, "broker", "stranger"), "SslAuthenticationException");
      assertFalse((untrusted + stranger + served.errors()).contains("secret-"));
      judged(
          judge,
          "TLS with certificates of both; a broker that is not trusted: "
              + untrusted
              + "; a client that is not: "
              + stranger);
    }
  }

  /** What a program says whose start is refused: one line. */
  private String refused(KafkaBrokers brokers, Path settings, String why) throws Exception {
    try (ServedProgram program =
        ServedProgram.command(
            "tail", brokers.bootstrap(), prefix, "--kafka-config", settings.toString())) {
      assertEquals(3, program.exitCode());
      String said = program.errors();
      assertEquals(1, said.lines().count(), said);
      assertTrue(said.contains(why), said);
      assertTrue(said.contains("settings of security"), said);
      return said.strip();
    }
  }

  private static void keyPair(Path dir, String name) throws Exception {
    String store = dir.resolve(name + ".p12").toString();
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        store,
        "-storepass",
        "secret-1");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        name,
        "-keystore",
        store,
        "-storepass",
        "secret-1",
        "-file",
        dir.resolve(name + ".pem").toString());
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  /**
   * The certificates that the broker trusts: its own, by which it speaks to itself, and the
   * client's.
   */
  private static Path both(Path dir) throws Exception {
    return Files.writeString(
        dir.resolve("both.pem"),
        Files.readString(dir.resolve("broker.pem")) + Files.readString(dir.resolve("client.pem")));
  }

  private static Path settings(Path dir, String trusted, String own) throws Exception {
    return Files.writeString(
        dir.resolve(trusted + "-" + own + ".properties"),
        "security.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location="
            + dir.resolve(trusted + ".pem")
            + "\nssl.keystore.type=PKCS12\nssl.keystore.password=secret-1\n"
            + "ssl.key.password=secret-1\nssl.keystore.location="
            + dir.resolve(own + ".p12")
            + "\n");
  }
}

package dev.signalbox.transport.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What is wrong with a topic refuses the start, in a line that says which, is and should be. */
class TopicsTest {
  private final String prefix = "t" + UUID.randomUUID();

  private KafkaOptions options() {
    return KafkaTransports.options(prefix).build();
  }

  private void start() {
    KafkaTransport.start(options()).close();
  }

  private interface Change {
    void with(Admin admin) throws Exception;
  }

  private String refusalAfter(Change change) throws Exception {
    start();
    start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", options().bootstrap))) {
      change.with(admin);
    }
    String message = assertThrows(IllegalStateException.class, this::start).getMessage();
    assertTrue(message.contains(prefix), message);
    return message;
  }

  private Change set(String topic, String name, String value) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, prefix + "." + topic);
    return admin -> {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  resource,
                  List.of(
                      new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
      // The controller has it now; the broker, which is asked, has it a little later.
      while (!value.equals(
          admin.describeConfigs(Set.of(resource)).all().get().get(resource).get(name).value())) {
        KafkaBrokers.pause(20);
      }
    };
  }

  private static void says(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void anotherCleanupIsRefused() throws Exception {
    says(
        refusalAfter(set("calls", "cleanup.policy", "compact")),
        "calls has cleanup.policy compact, and it must be delete");
  }

  @Test
  void timesOfTheProducersAreRefused() throws Exception {
    says(
        refusalAfter(set("jti", "message.timestamp.type", "CreateTime")),
        "jti has message.timestamp.type CreateTime, and it must be LogAppendTime");
  }

  @Test
  void aRetentionThatForgetsTokensIsRefused() throws Exception {
    says(
        refusalAfter(set("jti", "retention.ms", "3600000")),
        "jti has retention.ms 3600000, and it must be 90000000 or more");
  }

  @Test
  void morePartitionsThanBeforeAreRefused() throws Exception {
    says(
        refusalAfter(
            admin -> {
              for (String topic : List.of("batches", "state", "dlt")) {
                admin
                    .createPartitions(Map.of(prefix + "." + topic, NewPartitions.increaseTo(5)))
                    .all()
                    .get();
              }
              while (partitions(admin) < 5) {
                KafkaBrokers.pause(20);
              }
            }),
        "batches has partitions: 5, and it must be 2");
  }

  private int partitions(Admin admin) throws Exception {
    String topic = prefix + ".dlt";
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }

  @Test
  void usedTokensThatAreForgottenAreRefused() throws Exception {
    says(
        refusalAfter(admin -> delete(admin, ".jti")),
        "jti was deleted and made anew: the used token ids in it are forgotten");
  }

  private void delete(Admin admin, String topic) throws Exception {
    admin.deleteTopics(List.of(prefix + topic)).all().get();
    while (admin.listTopics().names().get().contains(prefix + topic)) {
      KafkaBrokers.pause(20);
    }
  }

  @Test
  void batchesMadeAnewGetHigherNumbers() throws Exception {
    KafkaTransport first = KafkaTransport.start(options());
    long before = Posts.accepted(first, "c", "a", 1).sequence();
    first.close();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", options().bootstrap))) {
      delete(admin, ".batches");
    }
    KafkaTransport second = KafkaTransport.start(options());
    long after = Posts.accepted(second, "c", "b", 2).sequence();
    second.close();
    assertTrue(after > before, before + " and then " + after);
    assertEquals(1, (after >> 40) - (before >> 40));
  }

  @Test
  void brokersOutOfReachAreSaid() {
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> KafkaTransport.start(KafkaOptions.builder("127.0.0.1:1").build()))
            .getMessage();
    says(message, "Are the brokers there?");
  }

  @Test
  void settingsOfDeliveryAreRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    KafkaTransport.start(
                        KafkaOptions.builder("127.0.0.1:1")
                            .clientSettings(Map.of("acks", "0"))
                            .build()))
            .getMessage();
    says(message, "acks");
  }
}

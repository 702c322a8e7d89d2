package dev.signalbox.moduletests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.CategoryEvent;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.SendOutcome;
import dev.signalbox.sender.SenderOptions;
import dev.signalbox.sender.SignalSender;
import dev.signalbox.testkit.internal.cli.VerifyCommand;
import dev.signalbox.transport.inmemory.InMemoryVoiceCallDirectory;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The sender, checked by the kit's endpoint in every scenario that it has. */
class SignalSenderConformanceTest {
  private static final int BATCHES = 4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "transfer",
        "unsorted-source",
        "503-then-ok",
        "429-retry-after",
        "400",
        "slow",
        "connection-reset"
      })
  void theSenderKeepsTheContract(String scenario, @TempDir Path dir) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    Path key =
        Files.writeString(dir.resolve("public.pem"), CallCenterKey.of(keys.getPublic()).toPem());
    PipedWriter printed = new PipedWriter();
    BufferedReader lines = new BufferedReader(new PipedReader(printed, 1 << 20));
    // What is tried again is a request of its own, and so is the record of a call.
    int requests =
        switch (scenario) {
          case "transfer" -> BATCHES + 2;
          case "503-then-ok", "429-retry-after" -> BATCHES + 1;
          default -> BATCHES;
        };
    CompletableFuture<Integer> verdict =
        CompletableFuture.supplyAsync(
            () -> {
              try (PrintWriter out = new PrintWriter(printed, true)) {
                return new CommandLine(new VerifyCommand())
                    .setOut(out)
                    .setErr(out)
                    .execute(
                        "sender",
                        "--port=0",
                        "--all",
                        "--wait=60",
                        "--requests=" + requests,
                        "--scenario=" + scenario,
                        "--org=00D000000000000EAA",
                        "--call-center=Center",
                        "--key=" + key);
              }
            },
            // Not a thread of the common pool, of which there may be one, and clients need it.
            task -> new Thread(task, "verify-sender").start());
    URI endpoint = endpoint(lines.readLine());
    List<SendOutcome> outcomes = new ArrayList<>();
    try (SignalSender sender =
        SignalSender.of(
            SenderOptions.builder(
                    EndpointAddress.of(endpoint),
                    CallCenterId.of("00D000000000000EAA", "Center"),
                    keys.getPrivate())
                .service("S")
                .calls(new InMemoryVoiceCallDirectory())
                .freshTokens(true)
                .build())) {
      VendorCallKey call = new VendorCallKey("call-1");
      if (scenario.equals("transfer")) {
        VendorCallKey leg = new VendorCallKey("call-2");
        sender.register(VoiceCall.of(call, InitiationMethod.INBOUND)).toCompletableFuture().get();
        sender.register(VoiceCall.transfer(leg, "call-1")).toCompletableFuture().get();
        call = leg;
      }
      for (int i = 0; i < BATCHES; i++) {
        long now = 1763885279123L + i * 1000L;
        outcomes.add(
            sender
                .send(call, CategoryEvent.of("Later", now + 10), CategoryEvent.of("Earlier", now))
                .toCompletableFuture()
                .get());
      }
    }
    String report = lines.lines().collect(Collectors.joining("\n"));
    assertEquals(0, verdict.get(), report);
    Class<?> first =
        switch (scenario) {
          case "400" -> SendOutcome.Refused.class;
          case "connection-reset" -> SendOutcome.Ambiguous.class;
          default -> SendOutcome.Accepted.class;
        };
    assertInstanceOf(first, outcomes.get(0));
    outcomes
        .subList(1, BATCHES)
        .forEach(outcome -> assertInstanceOf(SendOutcome.Accepted.class, outcome));
  }

  private static URI endpoint(String line) {
    Matcher url = Pattern.compile("http://\\S+").matcher(line);
    assertTrue(url.find(), line);
    return URI.create(url.group());
  }
}

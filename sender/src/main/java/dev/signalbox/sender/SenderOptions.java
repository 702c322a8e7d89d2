package dev.signalbox.sender;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.ContractOptions;
import dev.signalbox.core.spi.VoiceCallDirectory;
import dev.signalbox.sender.internal.RetryDecision;
import dev.signalbox.sender.internal.Scheduler;
import dev.signalbox.tokens.PrivateKeys;
import dev.signalbox.tokens.TokenSigner;
import java.net.http.HttpClient;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link SignalSender} sends, and where to. The options and their defaults are described at
 * {@link SenderOptionsBuilder}. Immutable.
 *
 * @since 0.2.0
 */
public final class SenderOptions {
  final EndpointAddress endpoint;
  final CallCenterId callCenter;
  final TokenSigner signer;
  final Duration tokenLifetime;
  final boolean freshTokens;
  final Optional<ProviderName> providerName;
  final Optional<String> service;
  final BodyFormat form;
  final ContractOptions contract;
  final @Nullable VoiceCallDirectory calls;
  final Duration deadline;
  final Duration requestTimeout;
  final int parallelism;
  final int maxBatches;
  final int maxBatchesPerConversation;
  final long maxBytes;
  final boolean blockWhenFull;
  final int maxBody;
  final Duration joinWithin;
  final RetryDecision.Policy retry;
  final int breakerFailures;
  final Duration breakerDelay;
  final SenderListener listener;
  final @Nullable HttpClient httpClient;
  final Clock clock;
  final @Nullable Scheduler scheduler;

  SenderOptions(SenderOptionsBuilder builder) {
    endpoint = builder.endpoint;
    callCenter = builder.callCenter;
    signer = builder.signer.jti(builder.freshTokens).clock(builder.clock).build();
    tokenLifetime = builder.tokenLifetime;
    freshTokens = builder.freshTokens;
    providerName = Optional.ofNullable(builder.providerName);
    service = Optional.ofNullable(builder.service);
    form = builder.form;
    contract = builder.contract;
    calls = builder.calls;
    deadline = builder.deadline;
    requestTimeout = builder.requestTimeout;
    parallelism = builder.parallelism;
    maxBatches = builder.maxBatches;
    maxBatchesPerConversation = builder.maxBatchesPerConversation;
    maxBytes = builder.maxBytes;
    blockWhenFull = builder.blockWhenFull;
    maxBody = builder.maxBody;
    joinWithin = builder.joinWithin;
    retry = new RetryDecision.Policy(builder.backoff, builder.repeatUnanswered);
    breakerFailures = builder.breakerFailures;
    breakerDelay = builder.breakerDelay;
    listener = builder.listener;
    httpClient = builder.httpClient;
    clock = builder.clock;
    scheduler = builder.scheduler;
  }

  /**
   * Begins options with the defaults.
   *
   * @param endpoint where requests go
   * @param callCenter who sends; its org id is signed in the form in which it was given (AUTH-3)
   * @param key the call center's private RSA key, of any security provider; {@link PrivateKeys}
   *     reads one from PEM
   * @return a builder
   * @throws IllegalArgumentException when the key is not for RSA
   */
  public static SenderOptionsBuilder builder(
      EndpointAddress endpoint, CallCenterId callCenter, PrivateKey key) {
    return new SenderOptionsBuilder(endpoint, callCenter, key);
  }

  @Override
  public String toString() {
    return callCenter + " to " + endpoint;
  }
}

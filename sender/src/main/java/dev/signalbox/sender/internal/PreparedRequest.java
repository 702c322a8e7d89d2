package dev.signalbox.sender.internal;

import dev.signalbox.core.ProviderName;
import java.net.URI;
import java.util.Optional;

/**
 * A request without its token.
 *
 * @param answerWanted whether the body of a 2xx is read, and not its status alone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PreparedRequest(
    URI target,
    String mediaType,
    Optional<ProviderName> providerName,
    byte[] body,
    boolean answerWanted) {}

package dev.signalbox.sender.internal;

import dev.signalbox.core.ProviderName;
import java.util.Optional;

/**
 * A request without its token.
 *
 * @param path below the endpoint's base, percent-encoded
 * @param answerWanted whether the body of a 2xx is of interest, and not its status alone
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record PreparedRequest(
    String path,
    String mediaType,
    Optional<ProviderName> providerName,
    byte[] body,
    boolean answerWanted) {}

package dev.signalbox.transport.http;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.ProviderName;
import dev.signalbox.core.format.BodyFormat;
import java.util.Optional;

/**
 * A request to an {@link EndpointResource} that has passed the endpoint's checks.
 *
 * @param callCenter the sender, by its token (CALL-4)
 * @param providerName the telephony provider; or empty
 * @param format the body's format; JSON where the operation reads no body
 * @param body the whole body, which the receiver must not change
 * @since 0.2.0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy would cost every request
public record ResourceRequest(
    CallCenterId callCenter, Optional<ProviderName> providerName, BodyFormat format, byte[] body) {}

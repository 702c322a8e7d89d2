package dev.signalbox.testkit.history;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.VendorCallKey;
import java.util.Optional;

/**
 * A client's request with a voice call's record.
 *
 * @param callCenter the call center of the request's token
 * @param key the call's key
 * @param parent the parent that the record names, by its key or its voiceCallId; or empty
 * @param voiceCallId the id that the answer gave; or empty
 * @param jti the jti of the request's token; or empty
 * @param begin when the client began to send
 * @param end when it had the answer; {@link Long#MAX_VALUE} where there is none
 * @param outcome what the answer was
 * @since 0.2.0
 */
public record RegisteredCall(
    CallCenterId callCenter,
    VendorCallKey key,
    Optional<String> parent,
    Optional<String> voiceCallId,
    Optional<String> jti,
    long begin,
    long end,
    OperationOutcome outcome) {}

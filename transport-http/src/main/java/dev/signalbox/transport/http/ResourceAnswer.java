package dev.signalbox.transport.http;

import dev.signalbox.core.ConversationId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.format.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * What an {@link EndpointResource} answers.
 *
 * @since 0.2.0
 */
public sealed interface ResourceAnswer {
  /**
   * The request was served.
   *
   * @param status the HTTP status
   * @param members what the answer says; the endpoint writes it in the format that was asked for
   *     (HDR-3)
   * @param conversation whose it was; empty where it was about several
   * @param firstKey the first call's key, where a later leg's was used (KEY-3)
   * @since 0.2.0
   */
  record Served(
      int status,
      Map<String, DocumentValue> members,
      Optional<ConversationId> conversation,
      Optional<VendorCallKey> firstKey)
      implements ResourceAnswer {}

  /**
   * Nothing of it was done or will be.
   *
   * @param problem why
   * @since 0.2.0
   */
  record Refused(Problem problem) implements ResourceAnswer {}
}

package dev.signalbox.transport.http;

import dev.signalbox.core.Violation;
import dev.signalbox.core.format.BodyFormat;
import java.util.List;
import java.util.Optional;

/**
 * Resources beside the contract's two, for a stand-in that has more of the vendor's API (REQ-1,
 * section 9). The {@link Endpoint} checks their requests as its own and in the same order (REQ-2):
 * path, method, token, type, key, provider's name, size; what is left, the resource judges. It must
 * be thread-safe.
 *
 * @since 0.2.0
 */
public interface EndpointResource {
  /**
   * What is at a path. Not asked for the contract's own two resources.
   *
   * @param rawPath the path as it came: split it before anything in it is decoded (KEY-1)
   * @return the operation; empty where this has nothing
   */
  Optional<ResourceOperation> at(String rawPath);

  /**
   * Which resources there are, for the problem of a path that is none.
   *
   * @return a sentence
   */
  String summary();

  /** What can be done at a path. */
  interface ResourceOperation {
    /**
     * The method; any other gets 405.
     *
     * @return such as {@code PATCH}
     */
    String method();

    /**
     * Whether the body and its type play a part; otherwise the body is read and left out.
     *
     * @return true, unless an operation says otherwise
     */
    default boolean readsBody() {
      return true;
    }

    /**
     * Whether a body may have a format; one in another gets 415.
     *
     * @param format JSON or XML
     * @return true, unless an operation says otherwise
     */
    default boolean accepts(BodyFormat format) {
      return true;
    }

    /**
     * What is wrong with the path's key (KEY-1, KEY-2).
     *
     * @return its violations; empty where it can be one, or the path has none
     */
    List<Violation> keyViolations();

    /**
     * Judges the body, and does what is asked for. What it throws is answered by RES-4.
     *
     * @param request what the endpoint knows of the request
     * @return the answer
     */
    ResourceAnswer answer(ResourceRequest request);
  }
}

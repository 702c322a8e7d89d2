package dev.signalbox.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A value of a document, whatever format the document has: what a voice call's record says beyond
 * the parts that the contract names (CALL-1). Immutable.
 *
 * @since 0.2.0
 */
public sealed interface DocumentValue {
  /**
   * A JSON string, or the text of an XML element.
   *
   * @param value the content
   */
  record Text(String value) implements DocumentValue {
    /**
     * Requires the content.
     *
     * @param value the content
     */
    public Text {
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * A JSON number.
   *
   * @param literal the number as the document wrote it
   */
  record Numeral(String literal) implements DocumentValue {
    /**
     * Requires the literal.
     *
     * @param literal a JSON number
     */
    public Numeral {
      Objects.requireNonNull(literal, "literal");
    }
  }

  /**
   * JSON's true or false.
   *
   * @param value which
   */
  record Bool(boolean value) implements DocumentValue {}

  /** JSON's null. */
  record Null() implements DocumentValue {}

  /**
   * A JSON object, or an XML element with child elements.
   *
   * @param members the values by name, in the document's order
   */
  record Structure(Map<String, DocumentValue> members) implements DocumentValue {
    /**
     * Copies the members and keeps their order.
     *
     * @param members the values by name
     */
    public Structure {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /**
   * A JSON array, or a repeated XML element.
   *
   * @param elements the values in their order
   */
  record Sequence(List<DocumentValue> elements) implements DocumentValue {
    /**
     * Copies the elements.
     *
     * @param elements the values in their order
     */
    public Sequence {
      elements = List.copyOf(elements);
    }
  }

  /**
   * The content of a text.
   *
   * @return the content, or empty when this is no text
   */
  default Optional<String> asText() {
    return this instanceof Text text ? Optional.of(text.value()) : Optional.empty();
  }
}

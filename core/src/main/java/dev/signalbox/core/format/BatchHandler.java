package dev.signalbox.core.format;

/**
 * Takes the parts of a batch from the reader of a format, in the order of the document. So a reader
 * keeps nothing, and a batch that is judged as it is read costs no more memory than what is valid
 * in it. Each of the first three is called once at most.
 *
 * @since 0.2.0
 */
public interface BatchHandler {
  /**
   * The document has a {@code service} (BODY-1).
   *
   * @param value as the document gave it
   */
  void service(RawValue value);

  /**
   * The document has a {@code persist} (BODY-6).
   *
   * @param value as the document gave it
   */
  void persist(RawValue value);

  /**
   * The document has {@code events} (BODY-3). Where they are an array, its elements follow.
   *
   * @param array whether they are an array
   */
  void events(boolean array);

  /**
   * The next of the events.
   *
   * @param event as the document gave it; the reader does not touch it again
   */
  void event(RawEvent event);
}

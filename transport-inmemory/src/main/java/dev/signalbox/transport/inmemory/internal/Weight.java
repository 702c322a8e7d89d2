package dev.signalbox.transport.inmemory.internal;

import dev.signalbox.core.ConversationEvent;
import dev.signalbox.core.EventBatch;
import dev.signalbox.core.spi.Submission;
import java.util.List;

/** How much memory a waiting batch is taken to hold (DLV-5). */
final class Weight {
  private static final int BATCH = 512;
  private static final int EVENT = 256;

  private Weight() {}

  /** 512 bytes, 256 per event, and two per character of the texts. */
  static long of(Submission submission) {
    EventBatch batch = submission.batch();
    List<ConversationEvent> events = batch.events();
    long characters = batch.service().length();
    characters += submission.vendorCallKey().value().length();
    if (submission.providerName().isPresent()) {
      characters += submission.providerName().get().value().length();
    }
    for (ConversationEvent event : events) {
      characters += event.value().length();
      if (event.score().isPresent()) {
        characters += event.score().get().literal().length();
      }
    }
    return BATCH + (long) EVENT * events.size() + 2 * characters;
  }
}

package dev.signalbox.transport.sqlite;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.Transport.Subscription;
import dev.signalbox.transport.inmemory.internal.delivery.ConversationMailbox;
import dev.signalbox.transport.inmemory.internal.delivery.InMemoryDelivery;
import dev.signalbox.transport.inmemory.internal.delivery.PendingDelivery;
import dev.signalbox.transport.inmemory.internal.delivery.SubscriptionState;
import dev.signalbox.transport.sqlite.internal.Store;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What earlier processes have left to be delivered, until its subscribers are there. */
final class Backlog {
  private static final System.Logger LOG = System.getLogger("dev.signalbox.delivery");

  /** What a batch whose events are not in memory is counted for, beside its text. */
  private static final long ROW_BYTES = 512;

  private record Waiting(ConversationMailbox mailbox, PendingDelivery delivery) {}

  private final Store store;
  private final InMemoryDelivery delivery;
  private long lastRow;

  // Guarded by this.

  /** By the number of a subscriber that is not there yet. */
  private final Map<Integer, List<Waiting>> waiting = new HashMap<>();

  private final Map<Integer, String> names;
  private final Set<Integer> present = new HashSet<>();

  Backlog(Store store, InMemoryDelivery delivery, Map<Long, ConversationMailbox> mailboxes) {
    this.store = store;
    this.delivery = delivery;
    names = store.subscribers();
    store.forEachBatch(
        (row, conversation, size, subscribers) -> {
          lastRow = Math.max(lastRow, row);
          ConversationMailbox mailbox = mailboxes.get(conversation);
          if (mailbox != null && !subscribers.isEmpty()) {
            add(row, mailbox, size + ROW_BYTES, subscribers);
          }
        });
  }

  private void add(
      long row, ConversationMailbox mailbox, long footprint, List<Integer> subscribers) {
    CallCenterId callCenter = mailbox.id().callCenter();
    delivery.expect(mailbox, callCenter, footprint);
    PendingDelivery pending =
        new PendingDelivery(null, callCenter, footprint, row, subscribers.size());
    for (int subscriber : subscribers) {
      waiting
          .computeIfAbsent(subscriber, number -> new ArrayList<>())
          .add(new Waiting(mailbox, pending));
    }
  }

  /** Whether a row was written by an earlier process. */
  boolean isEarlier(long row) {
    return row <= lastRow;
  }

  /** The number of a name, which is there from now on. */
  synchronized int claim(String name) {
    int number = store.subscriber(name);
    if (!present.add(number)) {
      throw new IllegalArgumentException("there is a subscriber \"" + name + "\" already");
    }
    names.put(number, name);
    return number;
  }

  private synchronized void leave(int number) {
    present.remove(number);
  }

  /** The same subscription; once it is closed its name is free. */
  Subscription freeing(int number, Subscription subscription) {
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      // A second time the name may be another's.
      if (!closed.getAndSet(true)) {
        subscription.close();
        leave(number);
      }
    };
  }

  /** Delivers what waits for a subscriber. */
  void deliver(int number, SubscriptionState subscription) {
    List<Waiting> mine = take(number);
    if (mine != null) {
      mine.forEach(one -> delivery.deliver(one.mailbox(), one.delivery(), subscription));
    }
  }

  private synchronized @Nullable List<Waiting> take(int number) {
    return waiting.remove(number);
  }

  /**
   * Drops what waits for places in the order of subscriptions that are not taken, and reports what
   * waits for names.
   */
  synchronized void dropPlaces(String prefix) {
    for (Map.Entry<Integer, List<Waiting>> entry : Map.copyOf(waiting).entrySet()) {
      int number = entry.getKey();
      String name = names.getOrDefault(number, "");
      int count = entry.getValue().size();
      if (name.startsWith(prefix)) {
        waiting.remove(number);
        for (Waiting one : entry.getValue()) {
          boolean last = delivery.leaveOut(one.mailbox(), one.delivery());
          store.finished(one.delivery().row(), number, last);
        }
      }
      LOG.log(
          Level.WARNING,
          count
              + " batches wait in "
              + store.path()
              + " for the subscriber \""
              + name
              + "\", which is not there: "
              + (name.startsWith(prefix) ? "they are dropped" : "they stay until it is"));
    }
  }

  /** No longer waits for subscribers that are not there; the batches stay in the file. */
  synchronized void leaveAbsentInFile() {
    waiting.values().stream()
        .flatMap(List::stream)
        .forEach(one -> delivery.leaveInStore(one.mailbox(), one.delivery()));
    waiting.clear();
  }
}

package dev.signalbox.testkit.history;

import java.util.List;
import java.util.Set;

/**
 * What was seen of a server from outside. It has to be whole: recorded until all clients had ended
 * and all that was accepted had its time to be delivered.
 *
 * @param posts the requests with batches
 * @param registrations the requests with voice calls
 * @param deliveries what subscribers got; those of one subscriber and conversation in the order in
 *     which it got them
 * @param subscribers the names of all subscribers that were there from the beginning
 * @since 0.2.0
 */
public record History(
    List<PostedBatch> posts,
    List<RegisteredCall> registrations,
    List<SeenDelivery> deliveries,
    Set<String> subscribers) {
  /**
   * Copies the parts.
   *
   * @param posts the requests with batches
   * @param registrations the requests with voice calls
   * @param deliveries what subscribers got
   * @param subscribers the names of all subscribers
   */
  public History {
    posts = List.copyOf(posts);
    registrations = List.copyOf(registrations);
    deliveries = List.copyOf(deliveries);
    subscribers = Set.copyOf(subscribers);
  }

  /**
   * The history's size in one line.
   *
   * @return a line for a log
   */
  @Override
  public String toString() {
    return posts.size()
        + " batches and "
        + registrations.size()
        + " voice calls sent, "
        + deliveries.size()
        + " deliveries to "
        + subscribers.size()
        + " subscribers";
  }
}

package dev.signalbox.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Generators of conversations with transfers (CALL-2, CALL-3). */
public final class TransferTrees {
  private TransferTrees() {}

  /** By which of its two ids a leg names its parent. */
  public enum ParentId {
    /** The vendorCallKey. */
    VENDOR_CALL_KEY,
    /** The voiceCallId that the registration was answered with. */
    VOICE_CALL_ID
  }

  /**
   * A voice call of a tree.
   *
   * @param key its vendorCallKey
   * @param method its initiationMethod
   * @param parent the index of its parent among the legs before it; empty for the first call
   * @param parentId by which id it names the parent
   * @param first the key of the tree's first call
   */
  public record Leg(
      String key, String method, Optional<Integer> parent, ParentId parentId, String first) {}

  /**
   * Trees of one first call and its legs, each leg after its parent: chains, stars and anything
   * between.
   *
   * @param prefix what all keys begin with
   * @param max the most legs, 1 or more
   * @return a generator of lists of at least two calls
   */
  public static Generator<List<Leg>> trees(String prefix, int max) {
    return Generator.drawing(
        choices -> {
          List<Leg> legs = new ArrayList<>();
          String first = prefix + "-0";
          legs.add(new Leg(first, "Inbound", Optional.empty(), ParentId.VENDOR_CALL_KEY, first));
          do {
            int parent = choices.yes() ? choices.below(legs.size()) : legs.size() - 1;
            legs.add(
                new Leg(
                    prefix + "-" + legs.size(),
                    Generator.of("Transfer", "transfer", "Conference", "Callback").from(choices),
                    Optional.of(parent),
                    ParentId.values()[choices.below(2)],
                    first));
          } while (legs.size() <= max && choices.below(4) != 0);
          return List.copyOf(legs);
        });
  }
}

package dev.signalbox.telephony.internal;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.Clause;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.Violation;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.internal.text.PercentCoding;
import dev.signalbox.core.spi.VoiceCallDirectory;
import java.util.List;
import java.util.Optional;

/** The call that a path names. */
public sealed interface CallTarget {
  /** By its key. */
  record ByKey(VendorCallKey key) implements CallTarget {}

  /** By the id of one of its records. */
  record ById(VoiceCallId id) implements CallTarget {}

  /** No single call. */
  record Several() implements CallTarget {}

  /** What stands in the path can't be a key. */
  record Wrong(List<Violation> violations) implements CallTarget {}

  /** A key, and nothing else. */
  static CallTarget key(String segment) {
    Validated<VendorCallKey> key = VendorCallKey.ofPathSegment(segment);
    return key.isValid() ? new ByKey(key.orThrow()) : new Wrong(key.violations());
  }

  /** A key or an id, which no key can be (KEY-2). */
  static CallTarget keyOrId(String segment) {
    CallTarget key = key(segment);
    if (key instanceof Wrong wrong && wrong.violations().get(0).clause() == Clause.KEY_2) {
      return new ById(new VoiceCallId(PercentCoding.decode(segment).orElseThrow()));
    }
    return key;
  }

  /** The key of a call that is registered; empty where there is none. */
  default Optional<VendorCallKey> find(CallCenterId callCenter, VoiceCallDirectory calls) {
    return this instanceof ByKey named
        ? Optional.of(named.key())
        : this instanceof ById numbered ? calls.find(callCenter, numbered.id()) : Optional.empty();
  }

  /** What is wrong with it (KEY-1, KEY-2). */
  default List<Violation> violations() {
    return this instanceof Wrong wrong ? wrong.violations() : List.of();
  }
}

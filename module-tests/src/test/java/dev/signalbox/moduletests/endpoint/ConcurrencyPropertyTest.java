package dev.signalbox.moduletests.endpoint;

import dev.signalbox.moduletests.Engine;
import net.jqwik.api.Group;

/** The properties, on each engine. */
@SuppressWarnings("ClassCanBeStatic") // a group must not be
class ConcurrencyPropertyTest {
  @Group
  class OnTheJdks extends ConcurrencyProperties {
    OnTheJdks() {
      super(Engine.JDK);
    }
  }

  @Group
  class OnNettys extends ConcurrencyProperties {
    OnNettys() {
      super(Engine.NETTY);
    }
  }
}

package dev.signalbox.moduletests.endpoint;

import dev.signalbox.moduletests.Engine;
import java.io.IOException;
import net.jqwik.api.Group;

/** The properties, on each engine. */
@SuppressWarnings("ClassCanBeStatic") // a group must not be
class HostileInputPropertyTest {
  @Group
  class OnTheJdks extends HostileInputProperties {
    OnTheJdks() throws IOException {
      super(Engine.JDK);
    }
  }

  @Group
  class OnNettys extends HostileInputProperties {
    OnNettys() throws IOException {
      super(Engine.NETTY);
    }
  }
}

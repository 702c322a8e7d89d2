package dev.signalbox.testkit.internal.endpoint;

import dev.signalbox.core.Clause;
import dev.signalbox.testkit.internal.check.CheckSection;
import java.util.Locale;

/** What an endpoint must not demand; found out once, at the beginning of a run. */
public final class DemandChecks extends CheckSection<EndpointProber> {
  public DemandChecks() {
    super("demands");
    for (Demand demand : Demand.values()) {
      String name = demand.name().toLowerCase(Locale.ROOT).replace('_', '-');
      check(
          demand.clause() + "/" + name,
          demand == Demand.REGISTERED ? Clause.Level.OURS : Clause.Level.SOURCE,
          "does not demand " + demand.text(),
          p -> {
            if (p.demands(demand)) {
              throw p.failed(
                  p.run().withoutDemands(), Expectation.accepted().text(), p.run().firstAnswer());
            }
          });
    }
  }
}

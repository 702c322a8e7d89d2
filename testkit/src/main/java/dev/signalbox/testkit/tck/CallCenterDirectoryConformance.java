package dev.signalbox.testkit.tck;

import static dev.signalbox.testkit.tck.ConformanceFixtures.CENTER;
import static dev.signalbox.testkit.tck.ConformanceFixtures.OTHER;
import static dev.signalbox.testkit.tck.ConformanceFixtures.SAME_ORG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.spi.CallCenterDirectory;
import dev.signalbox.core.spi.CallCenterKey;
import dev.signalbox.testkit.TokenFactory;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every call-center directory keeps: AUTH-3. Extend it, and say how to make a directory. */
@SuppressWarnings("exports") // its users bring the engine and read its module
public abstract class CallCenterDirectoryConformance {
  private static final CallCenterKey FIRST = CallCenterKey.of(TokenFactory.keyPair().getPublic());
  private static final CallCenterKey SECOND = CallCenterKey.of(TokenFactory.keyPair().getPublic());

  /** For subclasses. */
  protected CallCenterDirectoryConformance() {}

  /**
   * Makes a directory.
   *
   * @param callCenters what it knows
   * @return a directory
   */
  protected abstract CallCenterDirectory create(Map<CallCenterId, Set<CallCenterKey>> callCenters);

  /** A call center's keys are found, all of them. */
  @Test
  @Covers("call-centers/AUTH-3/every-key")
  public void everyKeyIsFound() {
    CallCenterDirectory directory = create(Map.of(CENTER, Set.of(FIRST, SECOND)));
    assertEquals(Set.of(FIRST, SECOND), directory.keys(CENTER));
  }

  /** An unknown call center has no keys. */
  @Test
  @Covers("call-centers/AUTH-3/unknown-pair")
  public void anUnknownCallCenterHasNoKeys() {
    CallCenterDirectory directory = create(Map.of(CENTER, Set.of(FIRST)));
    assertEquals(Set.of(), directory.keys(OTHER));
    assertEquals(Set.of(), directory.keys(SAME_ORG));
  }

  /** No call center has another's keys. */
  @Test
  @Covers("call-centers/AUTH-3/own-keys-alone")
  public void noCallCenterHasAnothersKeys() {
    CallCenterDirectory directory =
        create(Map.of(CENTER, Set.of(FIRST), OTHER, Set.of(SECOND), SAME_ORG, Set.of(SECOND)));
    assertEquals(Set.of(FIRST), directory.keys(CENTER));
    assertEquals(Set.of(SECOND), directory.keys(OTHER));
    assertEquals(Set.of(SECOND), directory.keys(SAME_ORG));
  }

  /** Both forms of an org's id name it. */
  @Test
  @Covers("call-centers/AUTH-3/both-forms-of-org")
  public void bothFormsOfAnOrgNameIt() {
    CallCenterDirectory directory = create(Map.of(CENTER, Set.of(FIRST)));
    String shortId = CENTER.orgId().value().substring(0, 15);
    assertEquals(Set.of(FIRST), directory.keys(CallCenterId.of(shortId, CENTER.apiName())));
  }

  /** API names are case-sensitive. */
  @Test
  @Covers("call-centers/AUTH-3/name-in-other-case")
  public void namesAreCaseSensitive() {
    CallCenterDirectory directory = create(Map.of(CENTER, Set.of(FIRST)));
    CallCenterId upper =
        new CallCenterId(CENTER.orgId(), CENTER.apiName().toUpperCase(Locale.ROOT));
    assertEquals(Set.of(), directory.keys(upper));
  }
}

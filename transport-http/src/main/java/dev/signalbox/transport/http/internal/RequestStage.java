package dev.signalbox.transport.http.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * What a request is doing, for a flight recording. Java takes long to load its first event, so none
 * is touched before a recording was started.
 */
public final class RequestStage {
  private static final RequestStage UNRECORDED = new RequestStage(null);

  private final @Nullable StageEvent event;

  private RequestStage(@Nullable StageEvent event) {
    this.event = event;
  }

  /**
   * Begins a stage.
   *
   * @param name token, body or intake
   */
  public static RequestStage begin(String name) {
    return FlightRecorder.isInitialized() ? new RequestStage(new StageEvent(name)) : UNRECORDED;
  }

  /** Ends it. */
  public void end() {
    if (event != null) {
      event.commit();
    }
  }

  @Name("dev.signalbox.RequestStage")
  @Label("Stage of a Request")
  @Category("Signalbox")
  @Description("A stage of a request: token, body or intake")
  @StackTrace(false)
  @SuppressWarnings("unused") // Java reads its field.
  private static final class StageEvent extends Event {
    @Label("Stage")
    private final String stage;

    StageEvent(String stage) {
      this.stage = stage;
      begin();
    }
  }
}

package dev.signalbox.transport.http.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What a request is doing, in a flight recording. It costs nothing where nothing is recorded. */
@Name("dev.signalbox.RequestStage")
@Label("Stage of a Request")
@Category("Signalbox")
@Description("A stage of a request: token, body or intake")
@StackTrace(false)
@SuppressWarnings("unused") // Java reads its fields.
public final class RequestStage extends Event {
  @Label("Stage")
  private String stage = "";

  private RequestStage() {}

  /**
   * Begins a stage.
   *
   * @param name token, body or intake
   */
  public static RequestStage begin(String name) {
    RequestStage event = new RequestStage();
    event.stage = name;
    event.begin();
    return event;
  }
}

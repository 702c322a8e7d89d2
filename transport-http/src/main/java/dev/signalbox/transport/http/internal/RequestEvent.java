package dev.signalbox.transport.http.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A request in a flight recording, from when its head was read until its answer was ready. */
@Name("dev.signalbox.Request")
@Label("Request")
@Category("Signalbox")
@Description("A request, from when its head was read until its answer was ready")
@StackTrace(false)
public final class RequestEvent extends Event {
  /** The request's method. */
  @Label("Method")
  public String method = "";

  /** Its path, without the query. */
  @Label("Path")
  public String path = "";

  /** The answer's status, or 0 where the connection is closed without an answer. */
  @Label("Status")
  public int status;

  /** The clause by which it was refused, or nothing. */
  @Label("Clause")
  public String clause = "";

  /** Not begun. */
  public RequestEvent() {}
}

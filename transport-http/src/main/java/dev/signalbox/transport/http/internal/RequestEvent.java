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
@SuppressWarnings("unused") // Java reads its fields.
public final class RequestEvent extends Event {
  @Label("Method")
  private String method = "";

  @Label("Path")
  private String path = "";

  @Label("Status")
  @Description("0 where the connection is closed without an answer")
  private int status;

  @Label("Clause")
  @Description("By which the request was refused")
  private String clause = "";

  /** Not begun. */
  public RequestEvent() {}

  /**
   * Writes it down.
   *
   * @param path without the query
   * @param status 0 where the connection is closed without an answer
   * @param clause nothing where the request was not refused
   */
  public void commit(String method, String path, int status, String clause) {
    this.method = method;
    this.path = path;
    this.status = status;
    this.clause = clause;
    commit();
  }
}

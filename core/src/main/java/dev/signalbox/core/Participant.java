package dev.signalbox.core;

/** Whose words an event is about (EVT-5). The names are the wire's. */
public enum Participant {
  /** The agent. */
  AGENT,
  /** The customer. */
  CUSTOMER
}

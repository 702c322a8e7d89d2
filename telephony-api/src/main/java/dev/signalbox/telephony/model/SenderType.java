package dev.signalbox.telephony.model;

/**
 * Who said something (SIB-2).
 *
 * @since 0.2.0
 */
public enum SenderType {
  /** The customer. */
  END_USER,
  /** A person outside of the call center, such as an expert who was called in. */
  EXTERNAL_USER,
  /** An agent. */
  HUMAN_AGENT,
  /** A supervisor who listens in. */
  SUPERVISOR,
  /** A bot, or the agents of a call taken together. */
  VIRTUAL_AGENT
}

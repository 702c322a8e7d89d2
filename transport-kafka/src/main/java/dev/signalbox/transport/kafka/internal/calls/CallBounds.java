package dev.signalbox.transport.kafka.internal.calls;

/**
 * The bounds of CALL-5, of one partition of the log.
 *
 * @param conversations how many conversations with registered calls are live
 * @param calls how many calls are registered
 * @param callsPerConversation how many of one conversation
 */
public record CallBounds(int conversations, int calls, int callsPerConversation) {}

package dev.signalbox.standalone.identity;

/**
 * A call center in development mode, whose org and key have options of their own.
 *
 * @param value as the user wrote it
 */
public record ApiName(String value) implements CallCenterChoice {}

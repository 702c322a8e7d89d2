package dev.signalbox.standalone.identity;

/** How the operator names a call center that may call. */
public sealed interface CallCenterChoice permits CallCenterOption, ApiName {}

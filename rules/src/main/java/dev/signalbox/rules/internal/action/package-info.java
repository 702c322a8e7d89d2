/** Hands actions to handlers on threads of their own, and posts them to webhooks. */
@NullMarked
package dev.signalbox.rules.internal.action;

import org.jspecify.annotations.NullMarked;

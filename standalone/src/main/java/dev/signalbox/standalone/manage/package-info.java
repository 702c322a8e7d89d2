/** What an operator's tools ask of the server, and what it tells them: health, metrics, logs. */
@NullMarked
package dev.signalbox.standalone.manage;

import org.jspecify.annotations.NullMarked;

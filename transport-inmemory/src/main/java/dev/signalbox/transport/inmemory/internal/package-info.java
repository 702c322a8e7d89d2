/** How conversations are kept and their batches delivered; not for users of the module. */
@NullMarked
package dev.signalbox.transport.inmemory.internal;

import org.jspecify.annotations.NullMarked;

/** The settings of the clients of Kafka. */
@NullMarked
package dev.signalbox.transport.kafka.internal.client;

import org.jspecify.annotations.NullMarked;

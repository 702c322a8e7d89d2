/** Delivery between machines over Apache Kafka. */
@NullMarked
package dev.signalbox.transport.kafka;

import org.jspecify.annotations.NullMarked;

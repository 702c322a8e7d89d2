package dev.signalbox.transport.kafka;

import dev.signalbox.core.spi.Acceptance;
import dev.signalbox.core.spi.AsyncSubscriber;
import dev.signalbox.core.spi.DeliveryListener;
import dev.signalbox.core.spi.ShutdownReport;
import dev.signalbox.core.spi.Submission;
import dev.signalbox.core.spi.Subscriber;
import dev.signalbox.core.spi.Transport;
import dev.signalbox.testkit.tck.TransportConformance;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Subscribers with names: consumer groups, whose offsets are committed. */
class KafkaNamedSubscribersConformanceTest extends TransportConformance {
  @Override
  protected Transport create(DeliveryListener listener) {
    return new Named(KafkaTransport.start(KafkaTransports.options().listener(listener).build()));
  }

  @Override
  protected boolean inMemory() {
    return false;
  }

  @Override
  protected Duration patience() {
    return KafkaTransports.PATIENCE;
  }

  /** A group needs seconds until it reads. */
  @Override
  protected int conversationSlack() {
    return 20_000;
  }

  private record Named(Transport transport, AtomicInteger names) implements Transport {
    Named(Transport transport) {
      this(transport, new AtomicInteger());
    }

    private String name() {
      return "subscriber-" + names.incrementAndGet();
    }

    @Override
    public CompletionStage<Acceptance> accept(Submission submission) {
      return transport.accept(submission);
    }

    @Override
    public Subscription subscribe(Subscriber subscriber) {
      return transport.subscribe(name(), subscriber);
    }

    @Override
    public Subscription subscribeAsync(AsyncSubscriber subscriber) {
      return transport.subscribeAsync(name(), subscriber);
    }

    @Override
    public ShutdownReport shutdown(Duration deadline) {
      return transport.shutdown(deadline);
    }
  }
}

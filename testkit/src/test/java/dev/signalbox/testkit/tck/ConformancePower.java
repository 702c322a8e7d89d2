package dev.signalbox.testkit.tck;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every faulty implementation of the JUnit classes, for the table of what they find. */
public final class ConformancePower {
  private ConformancePower() {}

  /**
   * A faulty implementation.
   *
   * @param conformance the class that it is a subject of
   * @param name its fault
   * @param test the id of the test that has to fail
   * @param subject makes an instance of the class for it
   */
  public record Faulty(String conformance, String name, String test, Supplier<?> subject) {
    /** The ids of all tests that fail. */
    public List<String> failing() {
      return ConformanceRunner.ids(subject).stream()
          .filter(id -> ConformanceRunner.fails(subject, id))
          .toList();
    }
  }

  public static List<Faulty> all() {
    Stream<Faulty> endpoints =
        Stream.of(DeliveryFault.values())
            .map(f -> faulty(f, f.test, () -> new ConformanceClassesTest.OfEndpoint(of(f))));
    Stream<Faulty> transports =
        Stream.of(TransportFault.values())
            .map(f -> faulty(f, f.test, () -> new ConformanceClassesTest.OfTransport(of(f))));
    Stream<Faulty> directories =
        Stream.of(DirectoryFault.values())
            .map(f -> faulty(f, f.test, ConformanceClassesTest.conformance(f)));
    return Stream.of(endpoints, transports, directories).flatMap(faults -> faults).toList();
  }

  private static <T> Optional<T> of(T fault) {
    return Optional.of(fault);
  }

  private static Faulty faulty(Enum<?> fault, String test, Supplier<?> subject) {
    String conformance = subject.get().getClass().getSuperclass().getSimpleName();
    return new Faulty(conformance, fault.name(), test, subject);
  }
}

package dev.signalbox.testkit.tck;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs one test of a conformance class as JUnit would, and tells how it ended. */
final class ConformanceRunner {
  private ConformanceRunner() {}

  /** The ids of all its tests. */
  static List<String> ids(Supplier<?> conformance) {
    return tests(conformance.get())
        .map(m -> m.getAnnotation(Covers.class).value())
        .sorted()
        .toList();
  }

  private static Stream<Method> tests(Object instance) {
    return Arrays.stream(instance.getClass().getMethods())
        .filter(m -> m.isAnnotationPresent(Covers.class));
  }

  /** Whether the test with this id fails; one that can't be made does not. */
  static boolean fails(Supplier<?> conformance, String id) {
    Object instance = conformance.get();
    Method test =
        tests(instance)
            .filter(m -> m.getAnnotation(Covers.class).value().equals(id))
            .findAny()
            .orElseThrow(() -> new IllegalArgumentException("no such test: " + id));
    try {
      test.invoke(instance);
      return false;
    } catch (InvocationTargetException e) {
      return !e.getCause().getClass().getSimpleName().equals("TestAbortedException");
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    } finally {
      if (instance instanceof TransportConformance transport) {
        transport.stop();
      }
      if (instance instanceof EndpointConformance endpoint) {
        endpoint.stop();
      }
    }
  }
}

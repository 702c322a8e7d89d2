package dev.signalbox.engine.netty.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.Headers;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A request's headers are a map like any other of the JDK's, except that it can't be changed. */
class RequestHeadersPropertyTest {
  @Provide
  Arbitrary<Map.Entry<String, String>> fields() {
    return Combinators.combine(
            Arbitraries.of("Host", "host", "X-Many", "x-many", "X-MANY", "A", "content-Type"),
            Arbitraries.strings().alpha().ofMaxLength(3))
        .as(Map::entry);
  }

  @Property
  void areWhatTheJdksAre(@ForAll List<Map.@From("fields") Entry<String, String>> fields) {
    HttpHeaders received = new DefaultHttpHeaders();
    Headers expected = new Headers();
    for (Map.Entry<String, String> field : fields) {
      received.add(field.getKey(), field.getValue());
      expected.add(field.getKey(), field.getValue());
    }
    RequestHeaders headers = new RequestHeaders(received);
    for (String name : List.of("Host", "HOST", "x-many", "a", "Content-Type", "Missing")) {
      assertEquals(expected.get(name), headers.get(name));
      assertEquals(expected.getFirst(name), headers.getFirst(name));
      assertEquals(expected.containsKey(name), headers.containsKey(name));
    }
    assertEquals(expected.isEmpty(), headers.isEmpty());
    assertEquals(expected.size(), headers.size());
    assertEquals(expected.keySet(), headers.keySet());
    assertEquals(expected.entrySet(), headers.entrySet());
    assertEquals(Set.copyOf(expected.values()), Set.copyOf(headers.values()));
    assertEquals(headers, expected);
    assertEquals(expected.hashCode(), headers.hashCode());
    assertEquals(expected.toString(), headers.toString());
    for (List<String> values : expected.values()) {
      assertEquals(true, headers.containsValue(values));
    }
  }

  @Example
  void cantBeChanged() {
    HttpHeaders received = new DefaultHttpHeaders();
    received.add("A", "b");
    RequestHeaders headers = new RequestHeaders(received);
    List<Runnable> changes = new ArrayList<>();
    changes.add(() -> headers.add("A", "c"));
    changes.add(() -> headers.set("A", "c"));
    changes.add(() -> headers.put("A", List.of()));
    changes.add(() -> headers.putAll(Map.of()));
    changes.add(() -> headers.remove("A"));
    changes.add(() -> headers.remove("A", List.of("b")));
    changes.add(headers::clear);
    changes.add(() -> headers.replaceAll((name, values) -> List.of()));
    changes.add(() -> headers.keySet().clear());
    changes.add(() -> headers.values().clear());
    changes.add(() -> headers.entrySet().clear());
    changes.add(() -> headers.putIfAbsent("B", List.of()));
    for (Runnable change : changes) {
      assertThrows(UnsupportedOperationException.class, change::run);
    }
    assertEquals(List.of("b"), headers.get("A"));
    assertEquals(1, headers.size());
  }
}

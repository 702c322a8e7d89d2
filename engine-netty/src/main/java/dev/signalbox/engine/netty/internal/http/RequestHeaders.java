package dev.signalbox.engine.netty.internal.http;

import com.sun.net.httpserver.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request's headers, which can't be changed. Single ones are looked up where they are: the map
 * with its normalized names is made only when it is needed as a whole.
 */
public final class RequestHeaders extends Headers {
  private final HttpHeaders received;
  private @Nullable Headers copied;

  /** A view of what was received. */
  public RequestHeaders(HttpHeaders received) {
    this.received = received;
  }

  private Map<String, List<String>> all() {
    Headers all = copied;
    if (all == null) {
      all = new Headers();
      for (Map.Entry<String, String> field : received) {
        all.add(field.getKey(), field.getValue());
      }
      copied = all;
    }
    return all;
  }

  @Override
  public @Nullable List<String> get(Object key) {
    List<String> values = key instanceof String name ? received.getAll(name) : List.of();
    return values.isEmpty() ? null : values;
  }

  @Override
  public @Nullable String getFirst(String key) {
    return received.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return key instanceof String name && received.contains(name);
  }

  @Override
  public boolean containsValue(Object value) {
    return all().containsValue(value);
  }

  @Override
  public int size() {
    return all().size();
  }

  @Override
  public boolean isEmpty() {
    return received.isEmpty();
  }

  @Override
  public Set<String> keySet() {
    return Map.copyOf(all()).keySet();
  }

  @Override
  public Collection<List<String>> values() {
    return Map.copyOf(all()).values();
  }

  @Override
  public Set<Map.Entry<String, List<String>>> entrySet() {
    return Map.copyOf(all()).entrySet();
  }

  @Override
  public List<String> put(String key, List<String> value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(String key, String value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void set(String key, String value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> remove(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(Map<? extends String, ? extends List<String>> headers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean equals(Object other) {
    return all().equals(other);
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return all().toString();
  }
}

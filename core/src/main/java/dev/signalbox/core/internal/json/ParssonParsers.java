package dev.signalbox.core.internal.json;

import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.Reader;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Makes Parsson's parsers. Parsson is chosen by name: another provider on the class path must not
 * win. It is looked up once, since finding a provider costs more than reading a body.
 */
public final class ParssonParsers {
  private static final String PARSSON = "org.eclipse.parsson.JsonProviderImpl";
  private static final String NEEDED =
      "JSON is read with org.eclipse.parsson:parsson 1.1 or later, which must be on the module path"
          + " or class path.";

  private ParssonParsers() {}

  /**
   * Checks that Parsson is there and can be used.
   *
   * @throws IllegalStateException when it can't; the message names the artifact that is needed
   */
  public static void require() {
    try {
      parser(new StringReader("{}")).close();
    } catch (LinkageError e) {
      throw e.getCause() instanceof IllegalStateException missing
          ? new IllegalStateException(missing.getMessage(), missing)
          : new IllegalStateException(NEEDED + " It can't be loaded here: " + e, e);
    }
  }

  static JsonParser parser(Reader document) {
    return Factory.PARSERS.createParser(document);
  }

  private static final class Factory {
    static final JsonParserFactory PARSERS =
        provider().orElseGet(Factory::providerWithoutService).createParserFactory(Map.of());

    private static Optional<JsonProvider> provider() {
      return ServiceLoader.load(JsonProvider.class, ParssonParsers.class.getClassLoader()).stream()
          .filter(provider -> provider.type().getName().equals(PARSSON))
          .findFirst()
          .map(ServiceLoader.Provider::get);
    }

    /** For a jar that was packed without its {@code META-INF/services}. */
    private static JsonProvider providerWithoutService() {
      try {
        return Class.forName(PARSSON)
            .asSubclass(JsonProvider.class)
            .getDeclaredConstructor()
            .newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(NEEDED, e);
      }
    }
  }
}

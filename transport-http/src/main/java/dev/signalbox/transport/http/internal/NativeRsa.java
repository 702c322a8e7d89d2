package dev.signalbox.transport.http.internal;

import java.lang.System.Logger.Level;
import java.security.Provider;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Amazon Corretto Crypto Provider, where its jar is on the module path or class path: it
 * verifies in half the time of the JDK's. To load it takes some 0.4 s of CPU time, so it is loaded
 * once in the process, when that begins to pay, and by a thread of its own.
 */
final class NativeRsa {
  private static final String PACKAGE = "com.amazon.corretto.crypto.provider.";
  private static final System.Logger LOG = System.getLogger("dev.signalbox.http");

  private NativeRsa() {}

  private static final class Loading {
    static final CompletableFuture<Optional<Provider>> PROVIDER = start();

    private static CompletableFuture<Optional<Provider>> start() {
      CompletableFuture<Optional<Provider>> provider = new CompletableFuture<>();
      Thread loader = new Thread(() -> provider.complete(load()), "signalbox-native-rsa");
      loader.setDaemon(true);
      loader.start();
      return provider;
    }
  }

  /** Has the provider loaded, unless it was, and hands it on; never, where there is none. */
  static void whenLoaded(Consumer<Provider> then) {
    var unused = Loading.PROVIDER.thenAccept(found -> found.ifPresent(then));
  }

  private static Optional<Provider> load() {
    try {
      return ServiceLoader.load(Provider.class, NativeRsa.class.getClassLoader()).stream()
          .filter(one -> one.type().getName().startsWith(PACKAGE))
          .findFirst()
          .map(ServiceLoader.Provider::get);
    } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
      unusable(e);
      return Optional.empty();
    }
  }

  /** Tells that the provider is there in vain, and why where that is known. */
  static void unusable(@Nullable Throwable why) {
    LOG.log(
        Level.WARNING,
        "the Amazon Corretto Crypto Provider is there, but can't be used: the JDK verifies"
            + " signatures, in twice the time",
        why);
  }
}

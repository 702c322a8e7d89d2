package dev.signalbox.standalone.oracle;

import dev.signalbox.testkit.RawRequest.Header;
import dev.signalbox.testkit.internal.oracle.PersonalData;
import dev.signalbox.testkit.internal.oracle.RecordedBody;
import dev.signalbox.testkit.internal.oracle.RecordedExchange;
import dev.signalbox.testkit.internal.oracle.RecordedToken;
import dev.signalbox.testkit.internal.oracle.SecretRemover;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;

/** Turns what went by into what is recorded of it. Thread-safe. */
final class Recorder {
  private static final int KEY_BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final UnaryOperator<String> personal;
  private final Mac markers;

  Recorder(ProxySettings settings) {
    personal = settings.redact() ? new PersonalData()::replaced : UnaryOperator.identity();
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    markers = RecordedToken.markers(key);
  }

  RecordedExchange.Request request(
      String method, String target, Map<String, List<String>> headers, BodyCapture body) {
    Optional<RecordedToken> token =
        values(headers, "Authorization").stream()
            .findFirst()
            .flatMap(value -> RecordedToken.of(value, markers));
    return new RecordedExchange.Request(
        method,
        personal.apply(SecretRemover.text(target)),
        clean(headers),
        token,
        body(headers, body));
  }

  RecordedExchange.Answer answer(int status, Map<String, List<String>> headers, BodyCapture body) {
    return new RecordedExchange.Answer(status, clean(headers), body(headers, body));
  }

  private RecordedBody body(Map<String, List<String>> headers, BodyCapture body) {
    return RecordedBody.of(
        body.content(),
        body.size(),
        String.join(",", values(headers, "Content-Encoding")),
        personal);
  }

  private List<Header> clean(Map<String, List<String>> headers) {
    List<Header> clean = new ArrayList<>();
    headers.forEach(
        (name, values) ->
            values.forEach(
                value ->
                    clean.add(
                        new Header(
                            SecretRemover.headerName(name),
                            personal.apply(SecretRemover.headerValue(name, value))))));
    return clean;
  }

  private static List<String> values(Map<String, List<String>> headers, String name) {
    return headers.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }
}

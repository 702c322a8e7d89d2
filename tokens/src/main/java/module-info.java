/** Tokens: signed for a call center, and verified with its keys. */
module dev.signalbox.tokens {
  requires com.github.benmanes.caffeine;
  requires com.nimbusds.jose.jwt;
  requires transitive dev.signalbox.core;
  requires static org.jspecify;

  exports dev.signalbox.tokens;

  uses java.security.Provider;
}

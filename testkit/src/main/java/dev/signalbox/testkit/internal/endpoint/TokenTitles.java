package dev.signalbox.testkit.internal.endpoint;

import java.util.HashMap;
import java.util.Map;

/** What is special about the tokens of the kit, in words: a catalogue by their names. */
final class TokenTitles {
  private static final Map<String, String> TITLES = titles();

  private TokenTitles() {}

  /** Such as {@code a token whose exp is in milliseconds}. */
  static String of(String name) {
    String title = TITLES.get(name);
    if (title == null) {
      throw new IllegalArgumentException("no words for the token " + name);
    }
    return "a token " + title;
  }

  private static Map<String, String> titles() {
    Map<String, String> all = new HashMap<>();
    good(all);
    malformed(all);
    algorithms(all);
    keys(all);
    claims(all);
    return all;
  }

  private static void good(Map<String, String> all) {
    all.put("kid", "with a kid");
    all.put("no-typ", "without typ");
    all.put("long", "of more than 4,000 characters");
    all.put("org-of-18", "that names the org by 18 characters");
    all.put("org-of-15", "that names the org by 15 characters");
    all.put("no-iat", "without iat");
    all.put("nbf", "with an nbf that lies behind");
    all.put("fractions", "whose iat has a fraction");
    all.put("fraction-in-exp", "whose exp has a fraction");
    all.put("24-hours", "for 24 hours");
    all.put("expired-within-skew", "that expired 20 seconds ago, within the clock skew");
    all.put("iat-within-skew", "whose iat is 20 seconds ahead, within the clock skew");
    all.put("aud", "with an aud");
    all.put("aud-list", "with a list of aud");
    all.put("unknown-claims", "with claims that nobody listed");
    all.put("jti-of-255", "whose jti has 255 characters");
  }

  private static void malformed(Map<String, String> all) {
    all.put("not-a-token", "that is no JWT");
    all.put("two-parts", "of two parts");
    all.put("four-parts", "of four parts");
    all.put("five-parts", "of five parts");
    all.put("no-base64", "whose payload is not Base64URL");
    all.put("header-no-json", "whose header is no JSON");
    all.put("header-array", "whose header is an array");
    all.put("header-duplicate", "whose header has alg twice");
    all.put("payload-array", "whose payload is an array");
    all.put("payload-string", "whose payload is a string");
    all.put("payload-no-json", "whose payload is no JSON");
    all.put("payload-trailing", "with more after the payload's object");
    all.put("payload-no-utf-8", "whose payload is not UTF-8");
  }

  private static void algorithms(Map<String, String> all) {
    all.put("alg-none", "with alg none and no signature");
    all.put("alg-None", "with alg None and no signature");
    all.put("alg-NONE", "with alg NONE and no signature");
    all.put("alg-empty", "with an empty alg and no signature");
    all.put("alg-none-signed", "with alg none and a signature");
    all.put("alg-missing", "without alg");
    all.put("alg-null", "whose alg is null");
    all.put("alg-array", "whose alg is an array");
    all.put("alg-lower-case", "whose alg is rs256, in lower case");
    all.put("hs256-with-public-key", "signed by HS256 with the public key as secret");
    all.put("hs256-with-public-pem", "signed by HS256 with the public key's PEM as secret");
    all.put(
        "hs256-with-public-pem-trimmed",
        "signed by HS256 with the public key's PEM, trimmed, as secret");
    all.put("hs256-with-nothing", "signed by HS256 with an empty secret");
    all.put("rs384", "signed by RS384");
    all.put("rs512", "signed by RS512");
    all.put("ps256", "signed by PS256");
    all.put("es256", "whose alg is ES256, over a signature by RS256");
    all.put("rs512-as-rs256", "whose alg is RS256, over a signature by RS512");
    all.put("crit", "with crit");
    all.put("crit-b64", "with crit for b64");
    all.put("crit-empty", "with an empty crit");
  }

  private static void keys(Map<String, String> all) {
    all.put("jwk", "signed with the key that it brings as jwk");
    all.put("x5c", "signed with the key that it brings as x5c");
    all.put("jku", "signed with the key that it points to by jku");
    all.put("x5u", "signed with the key that it points to by x5u");
    all.put("jwk-own", "that is rightly signed and brings a jwk");
    all.put("x5c-own", "that is rightly signed and brings an x5c");
    all.put("jku-own", "that is rightly signed and has a jku");
    all.put("x5u-own", "that is rightly signed and has an x5u");
    all.put("other-key", "signed with another key");
    all.put("signature-empty", "without a signature");
    all.put("signature-cut", "whose signature lacks its last byte");
    all.put("signature-changed", "whose signature was changed");
    all.put("signature-zero", "whose signature is all zeros");
    all.put("payload-changed", "whose payload was changed after signing");
  }

  private static void claims(Map<String, String> all) {
    all.put("iss-missing", "without iss");
    all.put("sub-missing", "without sub");
    all.put("iss-empty", "whose iss is empty");
    all.put("iss-null", "whose iss is null");
    all.put("iss-array", "whose iss is an array");
    all.put("sub-number", "whose sub is a number");
    all.put("iss-wrong-checksum", "whose org id has a wrong checksum");
    all.put("iss-unknown", "of an unknown org");
    all.put("iss-16", "whose org id has 16 characters");
    all.put("sub-unknown", "of an unknown call center");
    all.put("sub-other-case", "that names the call center in another case");
    all.put("exp-missing", "without exp");
    all.put("exp-null", "whose exp is null");
    all.put("exp-string", "whose exp is a string");
    all.put("exp-boolean", "whose exp is true");
    all.put("exp-array", "whose exp is an array");
    all.put("expired", "that has expired");
    all.put("exp-in-milliseconds", "whose exp is in milliseconds");
    all.put("times-in-milliseconds", "whose iat and exp are in milliseconds");
    all.put("exp-huge", "whose exp is 1e300");
    all.put("exp-overflow", "whose exp has 30 digits");
    all.put("too-long", "for 25 hours");
    all.put("too-long-without-iat", "for 25 hours, without iat");
    all.put("too-long-since-iat", "for more than 24 hours since an iat that lies behind");
    all.put("iat-in-future", "whose iat is an hour ahead");
    all.put("iat-string", "whose iat is a string");
    all.put("nbf-in-future", "whose nbf is an hour ahead");
    all.put("nbf-string", "whose nbf is a string");
    all.put("iat-null", "whose iat is null");
    all.put("nbf-null", "whose nbf is null");
    all.put("duplicate-exp", "with exp twice");
    all.put("duplicate-iss", "with iss twice");
    all.put("jti-number", "whose jti is a number");
    all.put("jti-null", "whose jti is null");
    all.put("jti-256", "whose jti has 256 characters");
  }
}

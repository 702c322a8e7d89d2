package dev.signalbox.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.signalbox.core.CallCenterId;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;

/**
 * Makes tokens with Nimbus' library. It is a class of its own, so that its absence can be told.
 * Thread-safe.
 */
final class NimbusTokens {
  private final JWSHeader header =
      new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).build();
  private final JWSSigner signer;

  /** Loads the library. */
  NimbusTokens(PrivateKey key) {
    signer = new RSASSASigner(key, Set.of(AllowWeakRSAKey.getInstance()));
  }

  /** Makes a signed token. */
  String signed(
      CallCenterId callCenter,
      Instant issued,
      Instant expires,
      Optional<String> audience,
      Optional<String> jti)
      throws GeneralSecurityException {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(callCenter.orgId().asGiven())
            .subject(callCenter.apiName())
            .issueTime(Date.from(issued))
            .expirationTime(Date.from(expires));
    audience.ifPresent(claims::audience);
    jti.ifPresent(claims::jwtID);
    SignedJWT token = new SignedJWT(header, claims.build());
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new GeneralSecurityException(e);
    }
    return token.serialize();
  }
}

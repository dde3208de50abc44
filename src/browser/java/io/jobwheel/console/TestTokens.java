package io.jobwheel.console;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/** An issuer of tokens, whose subjects can have any text. */
final class TestTokens {

  private static final long MINUTES = 10;

  private final KeyPair pair;

  private TestTokens(KeyPair pair) {
    this.pair = pair;
  }

  /** Returns an issuer with a key of its own. */
  static TestTokens issuer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return new TestTokens(generator.generateKeyPair());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes the public key into a folder, and returns the argument of a node that trusts it. */
  String argument(Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("issuer.pem"),
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");
    return "--spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + file;
  }

  /** Returns a token of ten minutes. */
  String token(String subject, String scopes) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .subject(subject)
            .audience("jobwheel")
            .claim("scope", scopes)
            .expirationTime(Date.from(Instant.now().plusSeconds(60 * MINUTES)))
            .build();
    try {
      SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
      token.sign(new RSASSASigner(pair.getPrivate()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}

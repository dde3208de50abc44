package io.jobwheel.api.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that open the door, by their hashes. A key is random, so that one round of SHA-256 is as
 * good as many; what is compared takes the same time wherever it differs and whichever key it is.
 */
final class ApiKeys {

  private static final int OWN_KEY_BYTES = 32;

  private record Known(String name, String digest, Set<Scope> scopes) {}

  private final List<Known> known = new ArrayList<>();
  private final String own;

  ApiKeys(AccessProperties properties) {
    properties
        .keys()
        .forEach((name, key) ->
            key.digests().forEach(digest -> known.add(new Known(name, digest, key.grants()))));
    byte[] random = new byte[OWN_KEY_BYTES];
    new SecureRandom().nextBytes(random);
    own = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    known.add(new Known("warm-up", digest(own), EnumSet.of(Scope.JOBS_READ, Scope.JOBS_WRITE)));
  }

  /** By what this process calls itself; nobody else knows it. */
  String own() {
    return own;
  }

  /** Whose key that is. */
  Optional<KeyAuthentication> find(String key) {
    byte[] digest = digest(key).getBytes(StandardCharsets.US_ASCII);
    Optional<KeyAuthentication> found = Optional.empty();
    for (Known each : known) { // all of them, whatever is found
      if (MessageDigest.isEqual(each.digest().getBytes(StandardCharsets.US_ASCII), digest)) {
        found = Optional.of(new KeyAuthentication(each.name(), each.scopes()));
      }
    }
    return found;
  }

  /** In hexadecimal digits. */
  private static String digest(String key) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

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
 * The API keys, stored as SHA-256 hashes. Keys are random, so a slow hash function would not add
 * security. A lookup takes the same time for every key, known or not.
 */
final class ApiKeys {

  private static final int INTERNAL_KEY_BYTES = 32;

  private record KeyEntry(String name, String digest, Set<Scope> scopes) {}

  private final List<KeyEntry> entries = new ArrayList<>();
  private final String internalKey;

  ApiKeys(AccessProperties properties) {
    properties
        .keys()
        .forEach((name, key) ->
            key.digests().forEach(digest -> entries.add(new KeyEntry(name, digest, key.grants()))));
    byte[] random = new byte[INTERNAL_KEY_BYTES];
    new SecureRandom().nextBytes(random);
    internalKey = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    entries.add(
        new KeyEntry(
            "warm-up", digest(internalKey), EnumSet.of(Scope.JOBS_READ, Scope.JOBS_WRITE)));
  }

  /** Returns the key for requests of this process to itself; it is random and never leaves it. */
  String internalKey() {
    return internalKey;
  }

  /** Returns the name and scopes of a key; empty if the key is unknown. */
  Optional<KeyAuthentication> find(String key) {
    byte[] digest = digest(key).getBytes(StandardCharsets.US_ASCII);
    Optional<KeyAuthentication> found = Optional.empty();
    for (KeyEntry each : entries) { // no early return: constant time
      if (MessageDigest.isEqual(each.digest().getBytes(StandardCharsets.US_ASCII), digest)) {
        found = Optional.of(new KeyAuthentication(each.name(), each.scopes()));
      }
    }
    return found;
  }

  /** Returns the SHA-256 hash in lower-case hexadecimal digits. */
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

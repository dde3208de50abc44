package io.jobwheel.api.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Authentication and authorization. Tokens (JWT) are configured by Spring's own {@code
 * spring.security.oauth2.resourceserver.jwt.*}, with the same scopes.
 *
 * @param keys The keys by name. A name has 1 to 64 letters, digits and dashes; logs and metrics can
 *     show it. Without keys and without tokens, authentication is disabled and the service accepts
 *     requests from this host only.
 * @param hosts Host names, besides localhost and loopback addresses, that requests can name in Host
 *     and Origin while authentication is disabled. Other names are rejected, which protects against
 *     DNS rebinding.
 */
@Validated
@ConfigurationProperties("jobwheel.security")
record AccessProperties(
    @DefaultValue Map<String, @Valid Key> keys, @DefaultValue List<String> hosts) {

  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-fA-F]{64}");
  private static final String HASH_PREFIX = "sha256:";

  // of the empty text and of a line feed: results of hashing an unset shell variable
  private static final Set<String> EMPTY_KEYS =
      Set.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b");

  AccessProperties {
    keys = Map.copyOf(keys);
    hosts = List.copyOf(hosts);
    keys.keySet().stream()
        .filter(name -> !SubmitterNames.isKey(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(
              "jobwheel.security.keys: a name has 1 to 64 letters, digits and dashes, not '%s'"
                  .formatted(name));
        });
  }

  /**
   * A key.
   *
   * @param hashes SHA-256 hashes of the key, each written as sha256: and 64 hexadecimal digits.
   *     Required: one, or more during a rotation; at most ten. The key itself must be random and
   *     have at least 32 characters.
   * @param scopes Scopes that the key grants: jobs:read, jobs:write, jobs:admin, metrics:read.
   *     Required.
   * @param requestsPerSecond Maximum number of requests per second on each node, which is also the
   *     maximum burst. Not limited unless set.
   * @param maxBacklog Maximum number of waiting jobs that were submitted with this key, queued,
   *     held by a limit or scheduled, on all nodes together. A submission that exceeds it gets
   *     status 429. Jobs that start at once do not count, and retries are never refused. Not
   *     limited unless set.
   */
  @ConfigurationPropertiesSource
  record Key(
      @DefaultValue List<String> hashes,
      @DefaultValue List<String> scopes,
      @Nullable @Min(1) @Max(1_000_000) Integer requestsPerSecond,
      @Nullable @Min(0) @Max(10_000_000) Long maxBacklog) {

    private static final int MAX_HASHES = 10;

    Key {
      hashes = List.copyOf(hashes);
      scopes = List.copyOf(scopes);
      if (hashes.isEmpty() || hashes.size() > MAX_HASHES) {
        throw new IllegalArgumentException(
            "hashes: must have 1 to %d entries, not %d".formatted(MAX_HASHES, hashes.size()));
      }
      // the value is not shown: it may be a key in the wrong place
      if (!hashes.stream().allMatch(hash -> HASH.matcher(hash).matches())) {
        throw new IllegalArgumentException(
            "hashes: write sha256: and the 64 hexadecimal digits of the key's SHA-256, never the"
                + " key itself");
      }
      if (digests(hashes).stream().anyMatch(EMPTY_KEYS::contains)) {
        throw new IllegalArgumentException(
            "hashes: one is the hash of an empty key, which no client can send; hash the key as"
                + " docs/security.md shows");
      }
      if (scopes.isEmpty() || !scopes.stream().allMatch(scope -> Scope.of(scope).isPresent())) {
        throw new IllegalArgumentException(
            "scopes: must be one or more of jobs:read, jobs:write, jobs:admin, metrics:read, not %s"
                .formatted(scopes));
      }
    }

    /** Returns the SHA-256 hashes in lower-case hexadecimal digits. */
    List<String> digests() {
      return digests(hashes);
    }

    private static List<String> digests(List<String> hashes) {
      return hashes.stream()
          .map(hash -> hash.substring(HASH_PREFIX.length()).toLowerCase(Locale.ROOT))
          .toList();
    }

    Set<Scope> grants() {
      Set<Scope> grants = new LinkedHashSet<>();
      scopes.forEach(scope -> grants.add(Scope.of(scope).orElseThrow()));
      return grants;
    }
  }
}

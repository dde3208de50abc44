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
 * Who may ask. Tokens (JWT) are configured by Spring's own {@code
 * spring.security.oauth2.resourceserver.jwt.*}, with the same scopes.
 *
 * @param keys The keys by name: 1 to 64 letters, digits and dashes, which logs and metrics may
 *     show. Without any, and without tokens, the service listens on loopback only and takes whoever
 *     asks there.
 * @param hosts Further names by which clients on this machine may call the service while nobody is
 *     asked who they are, and hosts of web pages that may, besides localhost and loopback
 *     addresses. A page that had its own name lead here is turned away by it.
 */
@Validated
@ConfigurationProperties("jobwheel.security")
record AccessProperties(
    @DefaultValue Map<String, @Valid Key> keys, @DefaultValue List<String> hosts) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-fA-F]{64}");
  private static final String HASH_PREFIX = "sha256:";

  // of no text, and of a line end alone: what the command line makes of a variable that is not set
  private static final Set<String> UNSENDABLE =
      Set.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b");

  AccessProperties {
    keys = Map.copyOf(keys);
    hosts = List.copyOf(hosts);
    keys.keySet().stream()
        .filter(name -> !NAME.matcher(name).matches())
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(
              "jobwheel.security.keys: a name has 1 to 64 letters, digits and dashes, unlike '%s'"
                  .formatted(name));
        });
  }

  /**
   * A key.
   *
   * @param hashes Required: the SHA-256 of the key, as sha256: and 64 hexadecimal digits; two while
   *     it is rotated, at most ten. The key itself has to be random, 32 characters at least.
   * @param scopes Required: what it may do, of jobs:read, jobs:write, jobs:admin and metrics:read.
   * @param requestsPerSecond How many requests a second each node takes from it, as many also at
   *     once; no limit unless set.
   * @param maxBacklog How many of its jobs may wait, for a slot or for their time, on all nodes
   *     together; no limit unless set. A submit past it is answered 429. Jobs that start at once
   *     are not limited by it, and jobs that are tried again are never refused.
   */
  @ConfigurationPropertiesSource
  record Key(
      @DefaultValue List<String> hashes,
      @DefaultValue List<String> scopes,
      @Nullable @Min(1) @Max(1_000_000) Integer requestsPerSecond,
      @Nullable @Min(0) @Max(10_000_000) Long maxBacklog) {

    private static final int MOST_HASHES = 10;

    Key {
      hashes = List.copyOf(hashes);
      scopes = List.copyOf(scopes);
      if (hashes.isEmpty() || hashes.size() > MOST_HASHES) {
        throw new IllegalArgumentException(
            "hashes: 1 to %d are needed, there are %d".formatted(MOST_HASHES, hashes.size()));
      }
      // the value is not shown: it may be a key that somebody put in the wrong place
      if (!hashes.stream().allMatch(hash -> HASH.matcher(hash).matches())) {
        throw new IllegalArgumentException(
            "hashes: write sha256: and the 64 hexadecimal digits of the key's SHA-256, never the"
                + " key itself");
      }
      if (digests(hashes).stream().anyMatch(UNSENDABLE::contains)) {
        throw new IllegalArgumentException(
            "hashes: one is that of an empty key, which no client can send; make it of the key, as"
                + " docs/security.md shows");
      }
      if (scopes.isEmpty() || !scopes.stream().allMatch(scope -> Scope.of(scope).isPresent())) {
        throw new IllegalArgumentException(
            "scopes: some of jobs:read, jobs:write, jobs:admin and metrics:read are needed, not %s"
                .formatted(scopes));
      }
    }

    /** The SHA-256 of each, in small hexadecimal digits. */
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

package io.jobwheel.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.test.context.DynamicPropertyRegistry;

/** One key for each scope, and one with a limit of five requests per second. */
public final class TestKeys {

  public static final Map<String, String> SCOPES =
      Map.of(
          "reader", "jobs:read",
          "writer", "jobs:write",
          "admin", "jobs:admin",
          "scraper", "metrics:read");

  private TestKeys() {}

  /** Returns the secret of a key. */
  public static String key(String name) {
    return "jw_" + name + "_N0tRand0mButLongEnoughForATest";
  }

  public static String bearer(String name) {
    return "Bearer " + key(name);
  }

  public static void configure(DynamicPropertyRegistry properties) {
    SCOPES.forEach((name, scope) -> configure(properties, name, scope));
    configure(properties, "hasty", "jobs:read");
    properties.add("jobwheel.security.keys.hasty.requests-per-second", () -> "5");
  }

  private static void configure(DynamicPropertyRegistry properties, String name, String scope) {
    properties.add("jobwheel.security.keys." + name + ".hashes", () -> hash(key(name)));
    properties.add("jobwheel.security.keys." + name + ".scopes", () -> scope);
  }

  public static String hash(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.jobwheel.store;

import io.jobwheel.store.commit.TestStore;
import org.jspecify.annotations.Nullable;

/** Definitions of limits for tests of what limits do. */
public final class TestLimits {

  private TestLimits() {}

  /** Defines a limit, or changes it without the follow-ups of a change. */
  public static void define(
      TestStore store, String name, @Nullable Integer total, @Nullable Integer perKey) {
    define(store, name, "%s, %s, NULL, NULL, NULL".formatted(total, perKey));
  }

  /** Defines a limit that is only a rate, over one second. */
  public static void defineRate(TestStore store, String name, int perSecond, int burst) {
    define(store, name, "NULL, NULL, %d, 1000000, %d".formatted(perSecond, burst));
  }

  private static void define(TestStore store, String name, String columns) {
    store.execute("DELETE FROM job_limit WHERE name = '%s'".formatted(name));
    store.execute(
        """
        INSERT INTO job_limit
          (name, total, per_key, rate_permits, rate_per, rate_burst,
            on_limit, configured, created_at, updated_at, version)
        VALUES ('%s', %s, 'BLOCK', 0, 0, 0, 1)
        """
            .formatted(name, columns));
  }
}

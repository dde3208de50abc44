package io.jobwheel.store.limit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a change of a limit while its row is locked. It may be called again after a rollback,
 * so it has no effects of its own.
 */
@FunctionalInterface
public interface LimitChange {

  /**
   * Returns the limit that there is to be: {@code current} or an equal one if nothing changes, and
   * null if it is to be deleted.
   *
   * @param current null if there is no limit of the name
   * @param now the time of the database
   */
  @Nullable Limit decide(@Nullable Limit current, Instant now);
}

package io.jobwheel.store.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a change of a schedule while its row is locked. It may be called again after a
 * rollback, so it has no effects of its own.
 */
@FunctionalInterface
public interface ScheduleChange {

  /** What is to be done. */
  sealed interface ChangeDecision {

    /** The schedule is created or replaced. */
    record Put(Schedule schedule) implements ChangeDecision {}

    /** The schedule and its fires are deleted; its jobs stay. */
    record Delete() implements ChangeDecision {}

    /** Nothing changes. */
    record Keep() implements ChangeDecision {}
  }

  /**
   * Decides.
   *
   * @param current null if there is no schedule of the name
   * @param now the time of the database
   */
  ChangeDecision decide(@Nullable Schedule current, Instant now);
}

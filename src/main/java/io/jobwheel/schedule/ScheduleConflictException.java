package io.jobwheel.schedule;

import io.jobwheel.store.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/** Thrown if a schedule does not allow a change. Nothing is changed. */
public final class ScheduleConflictException extends RuntimeException {

  /** Why the change is not allowed. */
  public enum Conflict {
    /** It has another version than the client expects, or none. */
    VERSION,
    /** It comes from the configuration of the nodes. */
    CONFIGURED
  }

  private final Conflict conflict;

  ScheduleConflictException(Conflict conflict, @Nullable Schedule current) {
    super(
        switch (conflict) {
          case VERSION ->
              current == null
                  ? "The schedule does not exist."
                  : "The schedule '%s' has version %d."
                      .formatted(current.name(), current.version());
          case CONFIGURED ->
              "The schedule '%s' comes from the configuration of the nodes; change it there."
                  .formatted(current == null ? "" : current.name());
        });
    this.conflict = conflict;
  }

  /** Returns why the change is not allowed. */
  public Conflict conflict() {
    return conflict;
  }
}

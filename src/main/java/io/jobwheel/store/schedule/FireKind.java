package io.jobwheel.store.schedule;

/** Why a schedule fired. */
public enum FireKind {
  /** A time of its recurrence had come. */
  DUE,
  /** A client asked for one job. */
  TRIGGER,
  /** A client asked for the jobs of past times. */
  BACKFILL
}

package io.jobwheel.schedule;

/** Which due times are made up for that were over before any node could act. */
public enum CatchUp {
  /** None. */
  NONE,
  /** The latest one. */
  LATEST,
  /** All of them, oldest first. */
  ALL
}

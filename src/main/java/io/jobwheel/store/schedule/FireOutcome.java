package io.jobwheel.store.schedule;

/** What became of a due time of a schedule. */
public enum FireOutcome {
  /** Its job or group was stored. */
  FIRED,
  /** Its job waits for the end of another. */
  WAITING,
  /** Another job of the schedule had not ended, or another job holds its unique key. */
  SKIPPED,
  /** It was over before a node could act, and is not made up for. */
  MISSED,
  /** Its job or group cannot be submitted. */
  REFUSED
}

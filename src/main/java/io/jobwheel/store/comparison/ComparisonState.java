package io.jobwheel.store.comparison;

/** The state of a comparison. */
public enum ComparisonState {
  /** A node carries it out. */
  RUNNING,
  /** All rounds have ended, and it has a report. */
  COMPLETED,
  /** A round could not be submitted, or did not end in time. */
  FAILED,
  /** A client cancelled it. */
  CANCELLED,
  /** The node that carried it out was stopped or lost. */
  INTERRUPTED;

  /** Returns whether the comparison has ended. */
  public boolean isFinal() {
    return this != RUNNING;
  }
}

package io.jobwheel.store;

/** The parts of a job that may be long, and that a query may leave out. */
public enum JobText {
  PAYLOAD,
  RESULT
}

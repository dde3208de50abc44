package io.jobwheel.store.query;

/** A part of a job that may be long and that a query may omit. */
public enum JobText {
  PAYLOAD,
  RESULT
}

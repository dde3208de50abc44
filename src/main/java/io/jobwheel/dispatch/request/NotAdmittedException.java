package io.jobwheel.dispatch.request;

import java.time.Duration;

/** Thrown if a submission is rejected temporarily. Nothing is stored; the client may retry. */
public final class NotAdmittedException extends RuntimeException {

  /** Why a submission is rejected. */
  public enum Reason {
    /** The backlog of the mode is full. */
    BACKLOG_FULL,
    /** The backlog of the submitter is full. */
    SUBMITTER_BACKLOG_FULL,
    /** The node is shutting down, or has no lease. */
    NOT_ACCEPTING
  }

  private final Reason reason;
  private final Duration retryAfter;

  public NotAdmittedException(Reason reason, Duration retryAfter, String message) {
    super(message);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  public Reason reason() {
    return reason;
  }

  /** Returns the time after which the client should retry. */
  public Duration retryAfter() {
    return retryAfter;
  }
}

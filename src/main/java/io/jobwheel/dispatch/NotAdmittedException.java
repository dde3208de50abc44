package io.jobwheel.dispatch;

import java.time.Duration;

/** A submit was turned away for now; nothing was stored, and the client may try again. */
public final class NotAdmittedException extends RuntimeException {

  /** Why. */
  public enum Reason {
    /** The lane's backlog is at its bound. */
    BACKLOG_FULL,
    /** As many jobs of the submitter wait as may. */
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

  /** When it may be worth another try. */
  public Duration retryAfter() {
    return retryAfter;
  }
}

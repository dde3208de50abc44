package io.jobwheel.store.sql;

/**
 * Thrown if another transaction holds a lock that a write needs. Nothing was changed; a retry may
 * succeed.
 */
public final class RowLockedException extends RuntimeException {

  public RowLockedException(String message, Throwable cause) {
    super(message, cause);
  }
}

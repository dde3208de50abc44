package io.jobwheel.store.sql;

/** Another transaction holds what a write needs. Nothing was changed; another try may succeed. */
public final class RowLockedException extends RuntimeException {

  public RowLockedException(String message, Throwable cause) {
    super(message, cause);
  }
}

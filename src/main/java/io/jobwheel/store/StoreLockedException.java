package io.jobwheel.store;

/** Another transaction holds what a write needs. Nothing was changed; another try may succeed. */
final class StoreLockedException extends RuntimeException {

  StoreLockedException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.jobwheel.store;

/**
 * Thrown if the store cannot be read or written. Nothing was changed, unless the connection was
 * lost during the commit.
 */
public final class StoreUnavailableException extends RuntimeException {

  public StoreUnavailableException(String message) {
    super(message);
  }

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}

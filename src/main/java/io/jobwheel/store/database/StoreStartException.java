package io.jobwheel.store.database;

/** The store cannot be opened, so the service does not start. Says why, and what to do. */
abstract sealed class StoreStartException extends RuntimeException
    permits StoreInUseException, StoreUrlException, StoreFolderException, StoreServerException {

  private final String action;

  StoreStartException(String description, String action) {
    super(description);
    this.action = action;
  }

  StoreStartException(String description, String action, Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  /** What the operator can do. */
  String action() {
    return action;
  }
}

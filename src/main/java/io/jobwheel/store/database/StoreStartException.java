package io.jobwheel.store.database;

/**
 * Thrown if the store cannot be opened, so that the service does not start. Contains the reason and
 * an action.
 */
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

  /** Returns the action for the operator. */
  String action() {
    return action;
  }
}

package io.jobwheel.store.database;

/**
 * Thrown if the store cannot be opened, so that the service does not start. Contains the reason and
 * an action.
 */
public abstract class StoreStartException extends RuntimeException {

  private final String action;

  protected StoreStartException(String description, String action) {
    super(description);
    this.action = action;
  }

  protected StoreStartException(String description, String action, Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  /** Returns the action for the operator. */
  public String action() {
    return action;
  }
}

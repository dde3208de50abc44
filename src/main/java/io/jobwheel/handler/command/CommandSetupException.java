package io.jobwheel.handler.command;

/** A configured command cannot be offered, so the service does not start. Says what to do. */
public final class CommandSetupException extends RuntimeException {

  private final String action;

  CommandSetupException(String description, String action) {
    super(description);
    this.action = action;
  }

  /** What the operator can do. */
  public String action() {
    return action;
  }
}

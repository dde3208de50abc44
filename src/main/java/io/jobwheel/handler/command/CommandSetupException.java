package io.jobwheel.handler.command;

/** Thrown if the configuration of a command is invalid; the service does not start. */
public final class CommandSetupException extends RuntimeException {

  private final String action;

  CommandSetupException(String description, String action) {
    super(description);
    this.action = action;
  }

  /** Returns how the operator can correct the configuration. */
  public String action() {
    return action;
  }
}

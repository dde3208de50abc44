package io.jobwheel.dispatch.request;

/** Thrown if a definition, such as a schedule, does not allow a change. Nothing is changed. */
public final class EditConflictException extends RuntimeException {

  /** Why the change is not allowed. */
  public enum Conflict {
    /** The definition has another version than the client expects, or there is none. */
    VERSION,
    /** The definition comes from the configuration of the nodes. */
    CONFIGURED
  }

  private final Conflict conflict;

  EditConflictException(Conflict conflict, String message) {
    super(message);
    this.conflict = conflict;
  }

  /**
   * Returns the refusal of a change of a definition of the configuration.
   *
   * @param noun what was to be changed, such as {@code schedule}
   */
  public static EditConflictException configured(String noun, String name) {
    return new EditConflictException(
        Conflict.CONFIGURED,
        "The %s '%s' comes from the configuration of the nodes; change it there."
            .formatted(noun, name));
  }

  /** Returns why the change is not allowed. */
  public Conflict conflict() {
    return conflict;
  }
}

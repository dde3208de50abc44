package io.jobwheel.schedule.time;

/** Thrown if a cron expression or a period is invalid. */
public final class InvalidRecurrenceException extends IllegalArgumentException {

  private final String reason;

  InvalidRecurrenceException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /**
   * Returns what is wrong, as the end of a sentence that begins with the name of the field, such as
   * "must have at most 200 characters, not 201".
   */
  public String reason() {
    return reason;
  }
}

package io.jobwheel.schedule.time;

/**
 * Thrown if a recurrence cannot be what it is described as. The message completes a sentence that
 * begins with the name of the field, such as "must have at most 200 characters".
 */
public final class InvalidRecurrenceException extends IllegalArgumentException {

  InvalidRecurrenceException(String message) {
    super(message);
  }
}

package io.jobwheel.schedule;

/** Thrown if there is no schedule of a name. */
public final class ScheduleNotFoundException extends RuntimeException {

  ScheduleNotFoundException(String name) {
    super("There is no schedule '%s'.".formatted(name));
  }
}

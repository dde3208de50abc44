package io.jobwheel.schedule;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.schedule.ScheduleProperties.ConfiguredSchedule;
import java.util.Map;
import java.util.TreeMap;

/** The schedules of the configuration, validated. Immutable. */
final class ConfiguredSchedules {

  private final Map<String, ScheduleDefinition> definitions;

  /**
   * Validates the schedules.
   *
   * @throws InvalidScheduleException if one is invalid
   */
  ConfiguredSchedules(ScheduleProperties properties, ScheduleValidator validator) {
    Map<String, ScheduleDefinition> valid = new TreeMap<>();
    for (Map.Entry<String, ConfiguredSchedule> each : properties.schedules().entrySet()) {
      try {
        valid.put(each.getKey(), validator.validate(each.getKey(), each.getValue().request()));
      } catch (InvalidJobException e) {
        throw new InvalidScheduleException(each.getKey(), e);
      }
    }
    definitions = Map.copyOf(valid);
  }

  /** Returns the definitions by name. */
  Map<String, ScheduleDefinition> definitions() {
    return definitions;
  }
}

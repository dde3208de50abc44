package io.jobwheel.schedule;

import io.jobwheel.store.schedule.Schedule;
import java.time.Instant;
import java.util.List;

/**
 * A schedule with what it does.
 *
 * @param next its next due times, at most five; none if it is paused or has ended
 */
public record ScheduleView(Schedule schedule, ScheduleDefinition definition, List<Instant> next) {}

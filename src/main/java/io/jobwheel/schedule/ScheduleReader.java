package io.jobwheel.schedule;

import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.Schedules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads schedules. Safe for use by any thread. */
public final class ScheduleReader {

  private static final int NEXT_TIMES = 5;

  private final Schedules schedules;
  private final Definitions definitions;

  ScheduleReader(Schedules schedules, Definitions definitions) {
    this.schedules = schedules;
    this.definitions = definitions;
  }

  /**
   * Returns the schedule of a name.
   *
   * @throws ScheduleNotFoundException if there is none
   */
  public ScheduleView find(String name) {
    return view(schedules.find(name).orElseThrow(() -> new ScheduleNotFoundException(name)));
  }

  /** Returns the latest fires of a schedule, newest first. */
  public List<FireRecord> fires(String name) {
    return schedules.fires(name, Schedules.MAX_FIRES);
  }

  /**
   * Returns schedules in the order of their names.
   *
   * @param after the name that precedes the first one; null to begin with the first
   */
  public List<ScheduleView> list(@Nullable String after, int limit) {
    return schedules.list(after, limit).stream().map(this::view).toList();
  }

  /** Returns a schedule with its definition and next times. */
  public ScheduleView view(Schedule schedule) {
    ScheduleDefinition definition = definitions.of(schedule);
    Instant first = schedule.progress().nextDue();
    List<Instant> next = new ArrayList<>();
    if (first != null && schedule.pause() == null) {
      next.add(first);
      next.addAll(new DueTimes(schedule.name(), definition).next(first, NEXT_TIMES - 1));
    }
    return new ScheduleView(schedule, definition, next);
  }
}

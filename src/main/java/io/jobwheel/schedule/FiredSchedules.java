package io.jobwheel.schedule;

import io.jobwheel.dispatch.request.JobAnnouncer;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.Schedules.Fired;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces and counts what schedules have stored. Safe for use by any thread. */
final class FiredSchedules {

  private static final Logger log = LoggerFactory.getLogger(FiredSchedules.class);

  private final JobAnnouncer announcer;
  private final ScheduleMetrics metrics;

  FiredSchedules(JobAnnouncer announcer, ScheduleMetrics metrics) {
    this.announcer = announcer;
    this.metrics = metrics;
  }

  /** Publishes the events of a commit. Does not block. */
  void publish(Fired fired) {
    announcer.announce(fired.jobs(), fired.duplicates(), fired.cancelled());
    metrics.missed(fired.missed());
    for (FireRecord fire : fired.fires()) {
      metrics.decided(fire);
    }
    for (Schedule schedule : fired.schedules()) {
      if (schedule.pause() != null) {
        log.warn("schedule {} - paused ({})", schedule.name(), schedule.pause().reason());
      } else if (schedule.progress().error() != null) {
        log.warn(
            "schedule {} - its job was refused ({})", schedule.name(), schedule.progress().error());
      }
    }
    logOthers(fired);
  }

  private static void logOthers(Fired fired) {
    if (fired.schedules().size() != 1) {
      return; // the history of each schedule has them
    }
    String name = fired.schedules().getFirst().name();
    for (FireRecord fire : fired.fires()) {
      if (fire.kind() == FireKind.DUE && fire.reason() != null) {
        log.info("schedule {} - {} {} ({})", name, fire.outcome(), fire.dueAt(), fire.reason());
      }
    }
  }
}

package io.jobwheel.api.schedule;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.api.job.RawJsonValue;
import io.jobwheel.schedule.CatchUp;
import io.jobwheel.schedule.Overlap;
import io.jobwheel.schedule.ScheduleDefinition;
import io.jobwheel.schedule.ScheduleView;
import io.jobwheel.store.schedule.FireRecord;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.SchedulePause;
import io.jobwheel.store.schedule.ScheduleProgress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a schedule.
 *
 * @param pause omitted if it is active
 * @param next the next due times, at most five
 * @param waiting the due times whose jobs wait for the end of another
 * @param error why the job of the last due time was refused; omitted if it was not
 * @param fires the latest due times, newest first; omitted in lists
 */
@JsonPropertyOrder({
  "name",
  "state",
  "pause",
  "cron",
  "every",
  "timeZone",
  "job",
  "group",
  "overlap",
  "catchUp",
  "catchUpWindow",
  "jitter",
  "startAt",
  "endAt",
  "maxFires",
  "pauseOnFailures",
  "configured",
  "createdBy",
  "next",
  "waiting",
  "counts",
  "error",
  "createdAt",
  "updatedAt",
  "fires"
})
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScheduleDocument(
    String name,
    ScheduleState state,
    @Nullable PauseOfSchedule pause,
    @Nullable String cron,
    @Nullable String every,
    String timeZone,
    @Nullable RawJsonValue job,
    @Nullable RawJsonValue group,
    Overlap overlap,
    CatchUp catchUp,
    String catchUpWindow,
    String jitter,
    @Nullable Instant startAt,
    @Nullable Instant endAt,
    @Nullable Long maxFires,
    @Nullable Integer pauseOnFailures,
    boolean configured,
    @Nullable String createdBy,
    List<DueTime> next,
    List<Instant> waiting,
    FireCounts counts,
    @Nullable String error,
    Instant createdAt,
    Instant updatedAt,
    @Nullable List<FireDocument> fires) {

  /** The state of a schedule. */
  enum ScheduleState {
    ACTIVE,
    PAUSED,
    /** No time is due any more. */
    ENDED
  }

  /** The pause of a schedule. */
  record PauseOfSchedule(Instant since, String reason) {}

  /** A due time, in UTC and in the zone of the schedule. */
  record DueTime(Instant at, String local) {

    static DueTime of(Instant at, ZoneId zone) {
      return new DueTime(at, ISO_OFFSET_DATE_TIME.format(at.atZone(zone)));
    }
  }

  /** The numbers of due times since the schedule was created. */
  record FireCounts(long fired, long skipped, long missed, long refused) {}

  /** Returns the document with the latest fires; null for none. */
  static ScheduleDocument of(ScheduleView view, @Nullable List<FireRecord> fires) {
    Schedule schedule = view.schedule();
    ScheduleDefinition definition = view.definition();
    ScheduleProgress progress = schedule.progress();
    SchedulePause pause = schedule.pause();
    ZoneId zone = definition.zone();
    boolean ofGroup = definition.group() != null;
    return new ScheduleDocument(
        schedule.name(),
        state(schedule),
        pause == null ? null : new PauseOfSchedule(pause.since(), pause.reason()),
        definition.cron(),
        definition.every() == null ? null : definition.every().toString(),
        definition.timeZone(),
        definition.job() == null ? null : new RawJsonValue(definition.job()),
        definition.group() == null ? null : new RawJsonValue(definition.group()),
        definition.overlap(),
        definition.catchUp(),
        definition.catchUpWindow().toString(),
        definition.jitter().toString(),
        definition.startAt(),
        definition.endAt(),
        definition.maxFires(),
        definition.pauseOnFailures(),
        schedule.configured(),
        schedule.createdBy(),
        view.next().stream().map(at -> DueTime.of(at, zone)).toList(),
        progress.waiting(),
        new FireCounts(progress.fired(), progress.skipped(), progress.missed(), progress.refused()),
        progress.error(),
        JobDocument.toMicros(schedule.createdAt()),
        JobDocument.toMicros(schedule.updatedAt()),
        fires == null ? null : fires.stream().map(fire -> FireDocument.of(fire, ofGroup)).toList());
  }

  private static ScheduleState state(Schedule schedule) {
    if (schedule.pause() != null) {
      return ScheduleState.PAUSED;
    }
    boolean over = schedule.progress().nextDue() == null && schedule.progress().waiting().isEmpty();
    return over ? ScheduleState.ENDED : ScheduleState.ACTIVE;
  }
}

package io.jobwheel.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.schedule.time.Cron;
import io.jobwheel.schedule.time.Every;
import io.jobwheel.schedule.time.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule does, validated. Exactly one of {@code cron} and {@code every}, and of {@code
 * job} and {@code group}, is set.
 *
 * @param timeZone the zone of {@code cron}, and of local times in documents
 * @param job the request of a job, as JSON
 * @param group the request of a group, as JSON
 * @param catchUpWindow the greatest age of a due time that is made up for
 * @param jitter the jobs are submitted later than they are due by a constant part of it for each
 *     due time
 * @param startAt no time before it is due; null for no limit. The anchor of {@code every}
 * @param endAt no time after it is due; null for no limit
 * @param maxFires the schedule ends after so many jobs; null for no limit
 * @param pauseOnFailures the schedule pauses after so many failures in a row; null for never
 */
@JsonPropertyOrder({"cron", "every", "timeZone", "job", "group", "overlap", "catchUp"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleDefinition(
    @Nullable String cron,
    @Nullable Duration every,
    String timeZone,
    @Nullable String job,
    @Nullable String group,
    Overlap overlap,
    CatchUp catchUp,
    Duration catchUpWindow,
    Duration jitter,
    @Nullable Instant startAt,
    @Nullable Instant endAt,
    @Nullable Long maxFires,
    @Nullable Integer pauseOnFailures) {

  /** Returns the zone. */
  public ZoneId zone() {
    return ZoneId.of(timeZone);
  }

  /** Returns the recurrence, without the limits of start and end. */
  public Recurrence recurrence() {
    if (cron != null) {
      return Cron.parse(cron, zone());
    }
    if (every == null) {
      throw new IllegalStateException("A schedule has cron or every");
    }
    return new Every(every, startAt == null ? Instant.EPOCH : startAt);
  }
}

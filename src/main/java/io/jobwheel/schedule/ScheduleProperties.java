package io.jobwheel.schedule;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Schedules of the operator. All nodes should have the same: a node that starts stores those of its
 * configuration, and pauses those that are not in it any more.
 *
 * @param schedules The schedules by name: lower-case letters, digits and dashes.
 */
@Validated
@ConfigurationProperties("jobwheel")
record ScheduleProperties(@DefaultValue Map<String, @Valid ConfiguredSchedule> schedules) {

  ScheduleProperties {
    schedules = Map.copyOf(schedules);
  }

  /**
   * A schedule; its fields are those of the API, see docs/schedules.md.
   *
   * @param cron Cron expression of five or six fields, or a macro such as @daily. Required unless
   *     every is set.
   * @param every Period, instead of cron.
   * @param timeZone Name of the tz database in which cron applies, such as Europe/Berlin.
   * @param job Job that is submitted, as JSON text. Required unless group is set.
   * @param group Group that is submitted, as JSON text, instead of job.
   * @param overlap What becomes of a due time while a job of the schedule has not ended.
   * @param catchUp Which due times are made up for that were over before any node could act.
   * @param catchUpWindow Greatest age of a due time that is made up for.
   * @param jitter Jobs are submitted later than they are due by a part of this, which is constant
   *     for each due time.
   * @param startAt Time before which no time is due, such as 2027-01-31T08:00:00Z.
   * @param endAt Time after which no time is due.
   * @param maxFires Number of jobs or groups after which the schedule ends.
   * @param pauseOnFailures Number of failures in a row after which the schedule is paused.
   */
  @ConfigurationPropertiesSource
  record ConfiguredSchedule(
      @Nullable String cron,
      @DurationMin(seconds = 1) @DurationMax(days = 365) @Nullable Duration every,
      @DefaultValue("UTC") String timeZone,
      @Nullable String job,
      @Nullable String group,
      @DefaultValue("skip") Overlap overlap,
      @DefaultValue("latest") CatchUp catchUp,
      @DefaultValue("365d") @DurationMin(seconds = 0) @DurationMax(days = 3_650)
          Duration catchUpWindow,
      @DefaultValue("0s") @DurationMin(seconds = 0) @DurationMax(days = 1) Duration jitter,
      @Nullable String startAt,
      @Nullable String endAt,
      @Min(1) @Nullable Long maxFires,
      @Min(1) @Max(100) @Nullable Integer pauseOnFailures) {

    ScheduleRequest request() {
      return new ScheduleRequest(
          cron,
          every == null ? null : every.toString(),
          timeZone,
          job,
          group,
          overlap.name(),
          catchUp.name(),
          catchUpWindow.toString(),
          jitter.toString(),
          startAt,
          endAt,
          maxFires,
          pauseOnFailures);
    }
  }
}

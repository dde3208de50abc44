package io.jobwheel.schedule;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a schedule, before validation. {@code null} stands for a field that is
 * absent.
 *
 * @param cron five or six fields, or a macro such as {@code @daily}
 * @param every a duration such as {@code 15m}, instead of {@code cron}
 * @param timeZone a name of the tz database; default: UTC
 * @param job the request of a job, as JSON
 * @param group the request of a group, as JSON, instead of {@code job}
 * @param overlap the name of an {@link Overlap}; default: {@code SKIP}
 * @param catchUp the name of a {@link CatchUp}; default: {@code LATEST}
 * @param catchUpWindow a duration; default: 365 days
 * @param jitter a duration; default: none
 * @param startAt an ISO-8601 time; default: now
 * @param endAt an ISO-8601 time; default: none
 * @param maxFires default: no limit
 * @param pauseOnFailures default: never
 */
@JsonPropertyOrder({"cron", "every", "timeZone", "job", "group", "overlap", "catchUp"})
public record ScheduleRequest(
    @Nullable String cron,
    @Nullable String every,
    @Nullable String timeZone,
    @Nullable String job,
    @Nullable String group,
    @Nullable String overlap,
    @Nullable String catchUp,
    @Nullable String catchUpWindow,
    @Nullable String jitter,
    @Nullable String startAt,
    @Nullable String endAt,
    @Nullable Long maxFires,
    @Nullable Integer pauseOnFailures) {}

package io.jobwheel.dispatch.request.operation;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter of jobs, not validated. A job has to match every criterion, and one of its values; null
 * is no criterion. The fields are those of a list of jobs.
 */
@JsonPropertyOrder({
  "state",
  "type",
  "mode",
  "group",
  "submitter",
  "errorCode",
  "createdFrom",
  "createdTo",
  "finishedFrom",
  "finishedTo"
})
public record FilterRequest(
    @Nullable List<@Nullable String> state,
    @Nullable List<@Nullable String> type,
    @Nullable List<@Nullable String> mode,
    @Nullable List<@Nullable String> group,
    @Nullable List<@Nullable String> submitter,
    @Nullable List<@Nullable String> errorCode,
    @Nullable String createdFrom,
    @Nullable String createdTo,
    @Nullable String finishedFrom,
    @Nullable String finishedTo) {

  /** Matches all jobs. */
  public static final FilterRequest ALL =
      new FilterRequest(null, null, null, null, null, null, null, null, null, null);
}

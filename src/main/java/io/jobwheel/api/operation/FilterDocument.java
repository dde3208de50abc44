package io.jobwheel.api.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.JobFilter;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON document of a filter of jobs. Criteria that are not given are omitted. */
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
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record FilterDocument(
    List<String> state,
    List<String> type,
    List<String> mode,
    List<String> group,
    List<String> submitter,
    List<String> errorCode,
    @Nullable Instant createdFrom,
    @Nullable Instant createdTo,
    @Nullable Instant finishedFrom,
    @Nullable Instant finishedTo) {

  static FilterDocument of(JobFilter filter) {
    return new FilterDocument(
        sorted(filter.states()),
        sorted(filter.types()),
        sorted(filter.modes().stream().map(ExecutionMode::wireName).toList()),
        sorted(filter.groups()),
        sorted(filter.submitters()),
        sorted(filter.errorCodes()),
        filter.created().from(),
        filter.created().to(),
        filter.finished().from(),
        filter.finished().to());
  }

  private static List<String> sorted(Collection<?> values) {
    return values.stream().map(String::valueOf).sorted().toList();
  }
}

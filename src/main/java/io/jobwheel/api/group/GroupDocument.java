package io.jobwheel.api.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.api.job.WebhookDocument;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.query.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON document of a group and its jobs. */
@JsonPropertyOrder({
  "id",
  "mode",
  "state",
  "returnWhen",
  "counts",
  "webhook",
  "createdAt",
  "startedAt",
  "finishedAt",
  "jobs"
})
record GroupDocument(
    UUID id,
    String mode,
    JobState state,
    CompletionCondition returnWhen,
    Map<JobState, Long> counts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WebhookDocument webhook,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    List<JobDocument> jobs) {

  static GroupDocument of(JobGroup group, List<JobView> jobs, WaitReasons reasons) {
    return new GroupDocument(
        group.id(),
        group.mode().wireName(),
        group.state(),
        group.returnWhen(),
        StateCounts.of(jobs.stream().map(JobView::job).toList()).byState(),
        WebhookDocument.of(group.webhook()),
        JobDocument.toMicros(group.createdAt()),
        group.startedAt() == null ? null : JobDocument.toMicros(group.startedAt()),
        group.finishedAt() == null ? null : JobDocument.toMicros(group.finishedAt()),
        jobs.stream().map(job -> JobDocument.of(job, reasons)).toList());
  }
}

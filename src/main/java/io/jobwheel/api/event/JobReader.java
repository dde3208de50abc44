package io.jobwheel.api.event;

import io.jobwheel.api.job.JobDocument;
import io.jobwheel.dispatch.WaitReason;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.job.Job;
import io.jobwheel.job.Progress;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads jobs for streams. Safe for use by any thread. */
final class JobReader {

  /**
   * What the document of a job shows, except for its texts, which change only with the rest.
   *
   * @param job without its texts
   */
  record ShownJob(Job job, @Nullable Progress progress, @Nullable WaitReason waitReason) {}

  private final JobQueries queries;
  private final ProgressReports reports;
  private final WaitReasons waitReasons;

  JobReader(JobQueries queries, ProgressReports reports, WaitReasons waitReasons) {
    this.queries = queries;
    this.reports = reports;
    this.waitReasons = waitReasons;
  }

  /** Returns the job without its texts; empty if it does not exist. */
  Optional<Job> find(UUID id) {
    return queries.findBrief(id);
  }

  ShownJob shown(Job job) {
    Progress progress =
        job.attempt() == 0 ? null : reports.progressOf(job.id(), job.attempt()).orElse(null);
    return new ShownJob(job, progress, waitReasons.of(job));
  }

  /** Returns the whole document of a job. */
  JobDocument document(ShownJob shown, ReadMeter meter) {
    Job brief = shown.job();
    JobView view =
        queries
            .find(brief.id(), meter)
            .filter(whole -> whole.brief().equals(brief))
            .map(JobView::whole)
            .orElseGet(() -> JobView.brief(brief)); // it has changed: another document follows
    return JobDocument.of(view, waitReasons, shown.progress());
  }

  /** Returns a job with its texts; empty if it was deleted or redriven and has not ended. */
  Optional<JobView> finished(UUID id, ReadMeter meter) {
    return queries.find(id, meter).filter(job -> job.finishedAt() != null).map(JobView::whole);
  }

  /** Returns the document of a finished job. */
  JobDocument document(JobView finished) {
    return JobDocument.of(finished, waitReasons, null);
  }
}

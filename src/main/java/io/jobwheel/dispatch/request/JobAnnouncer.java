package io.jobwheel.dispatch.request;

import io.jobwheel.job.Job;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.JobCancellations.Cancellation;
import java.util.List;

/** Tells this node of jobs that were stored without admission. Safe for use by any thread. */
@FunctionalInterface
public interface JobAnnouncer {

  /**
   * Publishes the events of jobs and cancellations whose commit has succeeded. Does not block.
   *
   * @param jobs new jobs that are queued; may be empty
   * @param duplicates jobs that were not stored because of their unique keys
   * @param cancelled the cancellations of the same transaction
   */
  void announce(List<Job> jobs, List<Duplicate> duplicates, List<Cancellation> cancelled);
}

package io.jobwheel.dispatch.request;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobOrigin;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes jobs that others store. Safe for use by any thread; has no effects. */
public interface JobPlanner {

  /**
   * New jobs that are not stored.
   *
   * @param group their group; null for a single job
   * @param jobs at least one, each queued
   */
  record PlannedJobs(@Nullable JobGroup group, List<Job> jobs) {

    public PlannedJobs {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * Makes the job of a request.
   *
   * @param submitter the name of its submitter; null if authentication is disabled
   * @throws InvalidJobException if the request is invalid on this node, or has a time
   * @throws NotAdmittedException if the backlog of its mode is full
   */
  PlannedJobs plan(
      JobRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now);

  /**
   * Makes the group and the jobs of a request, as {@link #plan(JobRequest, String, JobOrigin.Fire,
   * Instant)} does.
   */
  PlannedJobs plan(
      GroupRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now);
}

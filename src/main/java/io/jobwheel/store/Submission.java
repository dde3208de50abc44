package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are stored together, in order.
 *
 * @param group the group of the jobs, or {@code null}
 * @param jobs the jobs, which are {@code RUNNING} (the fast path), {@code QUEUED} or {@code
 *     SCHEDULED}
 * @param owner the node that owns the {@code RUNNING} jobs
 */
public record Submission(@Nullable JobGroup group, List<Job> jobs, UUID owner) {

  public Submission {
    jobs = List.copyOf(jobs);
  }
}

package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are stored together, in their order.
 *
 * @param group the group that the jobs belong to; null for jobs without one
 * @param jobs may be {@code RUNNING} already (the fast path), else {@code QUEUED} or {@code
 *     SCHEDULED}
 * @param owner the node that owns the jobs which are {@code RUNNING}
 */
public record Submission(@Nullable JobGroup group, List<Job> jobs, UUID owner) {

  public Submission {
    jobs = List.copyOf(jobs);
  }
}

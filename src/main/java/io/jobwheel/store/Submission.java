package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.Uniqueness.OnConflict;
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
 * @param key the idempotency key of the request, or {@code null}
 * @param lenient whether a job that is rejected because of its unique key or its limits leaves the
 *     others; if not, nothing is stored
 */
public record Submission(
    @Nullable JobGroup group,
    List<Job> jobs,
    UUID owner,
    @Nullable IdempotencyKey key,
    boolean lenient) {

  public Submission {
    jobs = List.copyOf(jobs);
  }

  /** Creates a submission without an idempotency key. */
  public Submission(@Nullable JobGroup group, List<Job> jobs, UUID owner) {
    this(group, jobs, owner, null);
  }

  /** Creates a submission that is stored as a whole, or not at all. */
  public Submission(
      @Nullable JobGroup group, List<Job> jobs, UUID owner, @Nullable IdempotencyKey key) {
    this(group, jobs, owner, key, false);
  }

  /** Returns whether a job of it has limits. */
  public boolean hasLimitedJobs() {
    return jobs.stream().anyMatch(job -> !job.spec().limits().isEmpty());
  }

  /** Returns whether a job has a unique key. */
  public boolean hasUniqueJobs() {
    return jobs.stream().anyMatch(job -> job.unique() != null);
  }

  /** Returns whether a job replaces one that waits and has the same unique key. */
  public boolean replaces() {
    return jobs.stream()
        .map(Job::unique)
        .anyMatch(unique -> unique != null && unique.onConflict() == OnConflict.REPLACE);
  }

  /** Returns what a repeated request with the same key finds. */
  public KeyedResource resource(IdempotencyKey key) {
    boolean batch = group == null && jobs.size() > 1;
    return new KeyedResource(
        group == null ? jobs.getFirst().id() : group.id(),
        key.fingerprint(),
        batch ? jobs.stream().map(Job::id).toList() : List.of());
  }
}

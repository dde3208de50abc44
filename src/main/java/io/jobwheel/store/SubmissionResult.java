package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The result of a submission.
 *
 * @param earlier what an earlier request with the same idempotency key created, so that nothing was
 *     stored; null if there was none
 * @param duplicates the jobs that were not stored because of their unique keys, by their ids
 * @param refused whether nothing was stored because one of the jobs was rejected
 * @param statuses what jobs with limits are stored as, by their ids
 * @param rejections the jobs that were not stored because of their limits, by their ids
 */
public record SubmissionResult(
    @Nullable KeyedResource earlier,
    Map<UUID, Duplicate> duplicates,
    boolean refused,
    Map<UUID, JobStatus> statuses,
    Map<UUID, LimitRejection> rejections) {

  /** All jobs are stored. */
  public static final SubmissionResult STORED = new SubmissionResult(null, Map.of(), false);

  public SubmissionResult {
    duplicates = Map.copyOf(duplicates);
    statuses = Map.copyOf(statuses);
    rejections = Map.copyOf(rejections);
  }

  /** Creates a result of jobs without limits. */
  public SubmissionResult(
      @Nullable KeyedResource earlier, Map<UUID, Duplicate> duplicates, boolean refused) {
    this(earlier, duplicates, refused, Map.of(), Map.of());
  }

  /** Returns the result of a submission that is refused because of the limits of a job. */
  public static SubmissionResult refused(Job job, LimitRejection rejection) {
    return new SubmissionResult(null, Map.of(), true, Map.of(), Map.of(job.id(), rejection));
  }

  /** Returns whether all jobs are stored, of a submission that is not refused. */
  public boolean isWhole() {
    return duplicates.isEmpty() && rejections.isEmpty();
  }

  /** Returns whether a job of a submission that is not refused is stored. */
  public boolean isStored(Job job) {
    return !duplicates.containsKey(job.id()) && !rejections.containsKey(job.id());
  }

  /** Returns a job as it is stored. */
  public Job asStored(Job job) {
    JobStatus status = statuses.get(job.id());
    if (status == null || status.equals(job.status())) {
      return job;
    }
    return job.state() == JobState.RUNNING ? job.notStarted().with(status) : job.with(status);
  }

  /** Returns the result of a request that was made before. */
  public static SubmissionResult replayed(KeyedResource earlier) {
    return new SubmissionResult(earlier, Map.of(), false);
  }

  /** Returns those of the jobs of the submission that are stored, as they are stored. */
  public List<Job> stored(List<Job> jobs) {
    if (earlier != null || refused) {
      return List.of();
    }
    return duplicates.isEmpty() && statuses.isEmpty() && rejections.isEmpty()
        ? jobs
        : jobs.stream().filter(this::isStored).map(this::asStored).toList();
  }

  /** Returns the unique key because of which the submission was refused; empty if it was not. */
  public Optional<Duplicate> refusal() {
    return refused
        ? duplicates.values().stream()
            .filter(duplicate -> duplicate.decision() == DuplicateOutcome.REJECTED)
            .findFirst()
        : Optional.empty();
  }

  /** Returns the limit because of which the submission was refused; empty if it was not. */
  public Optional<LimitRejection> limitRefusal() {
    return refused ? rejections.values().stream().findFirst() : Optional.empty();
  }
}

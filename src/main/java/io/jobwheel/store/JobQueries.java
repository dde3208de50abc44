package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads jobs and groups. Thread-safe. A call sees all writes that were committed before it, and
 * throws {@link StoreUnavailableException} if the store cannot be read.
 */
public interface JobQueries {

  /**
   * Selects the jobs of a list.
   *
   * @param states the states to include; empty for all
   * @param type the job type; {@code null} for all
   * @param mode the execution mode; {@code null} for all
   * @param before the last id of the previous page: only jobs with smaller ids are included; {@code
   *     null} for the first page
   * @param limit the maximum number of jobs
   */
  record JobFilter(
      Set<JobState> states,
      @Nullable String type,
      @Nullable ExecutionMode mode,
      @Nullable UUID before,
      int limit) {}

  /** The number of jobs of one mode in one non-final state. */
  record ActiveCount(JobState state, ExecutionMode mode, long count) {}

  /**
   * A page of a list.
   *
   * @param jobs the jobs, newest first
   * @param more whether another page follows
   */
  record Page(List<JobView> jobs, boolean more) {}

  /** Returns the job with its texts. */
  default Optional<Job> find(UUID jobId) {
    return find(jobId, ReadMeter.NONE);
  }

  /** Returns the job with its texts, which the meter counts before they are read. */
  Optional<Job> find(UUID jobId, ReadMeter meter);

  /** Returns the job without its texts, as {@link Job#brief()}. */
  Optional<Job> findBrief(UUID jobId);

  /** Returns the state of each of these jobs that exists. */
  Map<UUID, JobState> states(Collection<UUID> jobIds);

  /**
   * Returns the newest jobs that match the filter. The page ends early where the limit on texts is
   * reached, but contains at least one job if any matches.
   */
  Page list(JobFilter filter, TextSelection texts, ReadMeter meter);

  /** Returns the group. */
  Optional<JobGroup> findGroup(UUID groupId);

  /**
   * Returns all jobs of the group in the order of submission; those past the limit on texts come
   * without texts. Empty if the group does not exist.
   */
  List<JobView> jobsOfGroup(UUID groupId, TextSelection texts, ReadMeter meter);

  /** Counts unfinished jobs by state and mode. Pairs without a job are omitted. */
  List<ActiveCount> countActive();

  /**
   * Checks that the store can be read, within two seconds.
   *
   * @throws StoreUnavailableException if it cannot be read in that time
   */
  void ping();
}

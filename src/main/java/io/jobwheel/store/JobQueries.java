package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the registry. Safe from any thread; sees everything that was committed before the call. */
public interface JobQueries {

  /**
   * Which jobs to list.
   *
   * @param states any of these; empty for all
   * @param type exactly this; null for all
   * @param mode exactly this; null for all
   * @param before only jobs with a smaller id, the last of the page before; null for the first page
   * @param limit at most so many
   */
  record JobFilter(
      Set<JobState> states,
      @Nullable String type,
      @Nullable ExecutionMode mode,
      @Nullable UUID before,
      int limit) {}

  /** How many jobs of a mode are in a state that is not final. */
  record ActiveCount(JobState state, ExecutionMode mode, long count) {}

  /**
   * Some jobs of a list.
   *
   * @param jobs newest first
   * @param more whether others of the filter follow
   */
  record Page(List<JobView> jobs, boolean more) {}

  /** The job with its texts. */
  default Optional<Job> find(UUID jobId) {
    return find(jobId, ReadMeter.NONE);
  }

  /** The job with its texts, which the meter counts. */
  Optional<Job> find(UUID jobId, ReadMeter meter);

  /** The job without its texts: {@link Job#brief()}. */
  Optional<Job> findBrief(UUID jobId);

  /**
   * The newest jobs of the filter. The page ends before its limit where that of the texts does; if
   * there are jobs, it has at least one.
   */
  Page list(JobFilter filter, TextSelection texts, ReadMeter meter);

  Optional<JobGroup> findGroup(UUID groupId);

  /**
   * All jobs of the group in the order of submission, those past the limit of the texts without
   * them; empty for an unknown group.
   */
  List<JobView> jobsOfGroup(UUID groupId, TextSelection texts, ReadMeter meter);

  /** Jobs that have not ended, by state and mode; pairs without a job are left out. */
  List<ActiveCount> countActive();

  /**
   * Answers when the store can be read, within a second or two; throws {@link
   * StoreUnavailableException} else.
   */
  void ping();
}

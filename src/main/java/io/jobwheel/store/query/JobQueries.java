package io.jobwheel.store.query;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.StoreUnavailableException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads jobs and groups. Thread-safe. A call sees all writes that were committed before it, and
 * throws {@link StoreUnavailableException} if the store cannot be read.
 */
public interface JobQueries extends JobLists {

  /** The number of jobs of one mode in one non-final state. */
  record ActiveCount(JobState state, ExecutionMode mode, long count) {}

  /**
   * The number of jobs of a group in each state.
   *
   * @param ends a number that changes whenever a redriven job of the group ends again
   */
  record GroupTally(StateCounts counts, long ends) {

    /** Returns whether no job of the group has ended or was redriven between the two. */
    public boolean hasEndsOf(GroupTally other) {
      return ends == other.ends && counts.finished() == other.counts.finished();
    }
  }

  /** When a job ended. */
  record JobEnd(UUID jobId, Instant at) {}

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
   * Returns the number of jobs that match the filter, which takes longer the more there are.
   *
   * @throws StoreUnavailableException if the store cannot be read, or after 10 seconds
   */
  long count(JobFilter filter);

  /** Returns the group. */
  Optional<JobGroup> findGroup(UUID groupId);

  /**
   * Returns all jobs of the group in the order of submission; those past the limit on texts come
   * without texts. Empty if the group does not exist.
   */
  List<JobView> jobsOfGroup(UUID groupId, TextSelection texts, ReadMeter meter);

  /**
   * Returns the newest deliveries that tell of the end of a job or group, with their texts, newest
   * first.
   */
  List<Job> deliveriesOf(UUID subject, int limit, ReadMeter meter);

  /** Counts the jobs of the group. All are 0 if the group does not exist. */
  GroupTally tally(UUID groupId);

  /** Returns the jobs of the group that have ended, in the order in which they ended. */
  List<JobEnd> endsOfGroup(UUID groupId);

  /** Counts unfinished jobs by state and mode. Pairs without a job are omitted. */
  List<ActiveCount> countActive();

  /**
   * Checks that the store can be read, within two seconds.
   *
   * @throws StoreUnavailableException if it cannot be read in that time
   */
  void ping();
}

package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.JobCancellations.Cancellation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends jobs whose deadline passes while they wait, by the clock of the database. The deadline of a
 * running job ends its attempt. Thread-safe; any number of nodes may do it at the same time.
 */
public interface JobDeadlines {

  /**
   * Jobs that ended at their deadline, without their texts ({@link Job#brief()}).
   *
   * @param jobs the jobs, now {@code FAILED}, in the order of their ids
   * @param cancelledSiblings the other jobs of their fail-fast groups
   * @param endedGroups groups that ended with one of the jobs
   */
  record Expired(List<Job> jobs, List<Cancellation> cancelledSiblings, List<JobGroup> endedGroups) {

    public static final Expired NONE = new Expired(List.of(), List.of(), List.of());

    /** Returns both results combined. */
    public Expired and(Expired other) {
      return new Expired(
          concat(jobs, other.jobs),
          concat(cancelledSiblings, other.cancelledSiblings),
          concat(endedGroups, other.endedGroups));
    }

    private static <T> List<T> concat(List<T> these, List<T> those) {
      return Stream.concat(these.stream(), those.stream()).toList();
    }
  }

  /**
   * The deadlines of all waiting jobs.
   *
   * @param passed whether one has passed
   * @param untilNext the time until the next one that has not passed; null if there is none
   */
  record Deadlines(boolean passed, @Nullable Duration untilNext) {}

  /**
   * Moves up to {@code limit} waiting jobs whose deadline has passed to {@code FAILED}, with the
   * code {@code deadline-exceeded}, those with the earliest deadlines first. Counts no attempt and
   * no failure. Skips jobs that another transaction has locked, or whose group or siblings it has
   * locked; a later call finds them.
   *
   * @param limit 1 or more
   * @return the jobs; fails with {@link StoreUnavailableException} if the store cannot be written
   */
  CompletableFuture<Expired> expire(int limit);

  /**
   * Returns the deadlines of all waiting jobs.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Deadlines deadlines();
}

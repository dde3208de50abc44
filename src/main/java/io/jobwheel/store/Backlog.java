package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.JobQueries.ActiveCount;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How much waits and runs, counted by one node for all that share the registry. A node takes a
 * turn, counts and publishes; the others read what it found. All times are by the clock of the
 * database. Safe from any thread.
 */
public interface Backlog {

  /** The longest pause between two counts; what is due later than that is due now. */
  Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /**
   * What was found at one moment.
   *
   * @param jobs jobs that have not ended, by state and mode; pairs without a job are left out
   * @param oldestQueued by mode, how long ago that queued job was due that was due first; modes in
   *     which none is queued are left out
   * @param nodes how many nodes have a lease that lasts
   */
  record Count(List<ActiveCount> jobs, Map<ExecutionMode, Duration> oldestQueued, long nodes) {

    /** Copies the collections. */
    public Count {
      jobs = List.copyOf(jobs);
      oldestQueued = Map.copyOf(oldestQueued);
    }
  }

  /**
   * What was published last.
   *
   * @param count null when nothing was, or when it is too old to be believed
   * @param turn the turn that found it; 0 before the first
   * @param validFor for how long it may still be believed
   * @param dueIn when the next turn is due; zero when it is
   */
  record PublishedCount(@Nullable Count count, long turn, Duration validFor, Duration dueIn) {}

  /**
   * What was published last.
   *
   * @throws StoreUnavailableException when it cannot be read
   */
  PublishedCount read();

  /**
   * Takes the turn to count, if one is due and nobody else has it.
   *
   * @param atMost after which another node may take the next turn, should this one be lost
   * @return the number of the turn, 1 or more; 0 when there is none to take
   */
  CompletableFuture<Long> takeTurn(Duration atMost);

  /**
   * Counts, now; the cost grows with the jobs that have not ended.
   *
   * @throws StoreUnavailableException when it takes longer than a query may, or cannot be read
   */
  Count count();

  /**
   * How many jobs of that submitter wait, for a slot or for their time, now; the cost grows with
   * that number alone.
   *
   * @throws StoreUnavailableException when it takes longer than a query may, or cannot be read
   */
  long waitingOf(String submitter);

  /**
   * Publishes what a turn has found; the next turn is due after that pause, and the count may be
   * believed for three of them. False when the turn was over: nothing was written.
   *
   * @param count null when there is nothing to publish: only the next turn is put off
   * @param pause at most {@link #LONGEST_PAUSE}
   */
  CompletableFuture<Boolean> publish(long turn, @Nullable Count count, Duration pause);
}

package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Claims queued jobs for nodes. Thread-safe; any number of nodes may claim at the same time. */
public interface JobClaims {

  /**
   * A request of one node for jobs.
   *
   * @param owner the incarnation of the node that will run the jobs
   * @param types the job types that the node can run and that are not paused
   * @param submittersPaused whether submitters may be paused; if so, the jobs of those that are
   *     paused by the clock of the database are left out
   * @param limit the maximum number of jobs, one for each free slot
   * @param maxBytes the limit on payloads, in bytes of UTF-8: a job is claimed if the payloads
   *     before it are smaller in total, so the first job is always claimed
   * @param now the start of the attempts; a job that became due later starts at its due time
   */
  record ClaimRequest(
      UUID owner,
      ExecutionMode mode,
      Set<String> types,
      boolean submittersPaused,
      int limit,
      long maxBytes,
      Instant now) {}

  /**
   * A claimed job.
   *
   * @param job the job after the claim
   * @param commonStart the start of its group, or of this attempt if it has no group
   */
  record Claimed(Job job, Instant commonStart) {}

  /**
   * Moves up to {@code limit} jobs from {@code QUEUED} to {@code RUNNING} and returns them, ordered
   * by priority (highest first), due time and id. Returns no jobs if the owner has no valid lease.
   * Increments the attempt and the fence of each job, and sets {@code startedAt} of each group that
   * starts with one of them.
   */
  CompletableFuture<List<Claimed>> claim(ClaimRequest request);

  /**
   * Moves each job that is due at {@code now} from {@code SCHEDULED} to {@code QUEUED}, and returns
   * the number of moved jobs. Skips jobs that another transaction has locked; the next call finds
   * them.
   */
  CompletableFuture<Integer> promoteDue(Instant now);

  /**
   * Returns the earliest due time after {@code after} of all scheduled jobs; empty if there is
   * none.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Optional<Instant> nextDue(Instant after);
}

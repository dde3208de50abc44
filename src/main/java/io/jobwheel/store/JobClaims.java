package io.jobwheel.store;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Takes queued jobs for a node. Safe from any thread, on any number of nodes at once. */
public interface JobClaims {

  /**
   * What a node wants.
   *
   * @param owner the incarnation of the node that will run them
   * @param types the types it knows; a job of another type waits
   * @param limit at most so many, one for each free slot
   * @param maxBytes where the payloads end, in bytes of UTF-8: a job is claimed if those before it
   *     have less, so that one job at least is
   * @param now the start of the attempts; a job that came later starts when it came
   */
  record ClaimRequest(
      UUID owner, ExecutionMode mode, Set<String> types, int limit, long maxBytes, Instant now) {}

  /**
   * A job that a node may run now.
   *
   * @param job as it is after the claim
   * @param commonStart when its group began; the start of this attempt without a group
   */
  record Claimed(Job job, Instant commonStart) {}

  /**
   * Moves up to {@code limit} due jobs from {@code QUEUED} to {@code RUNNING} and returns them as
   * they are now, none if the owner has no valid lease; by priority (higher first), then due time,
   * then id. Each has one more attempt and a higher fence. A group whose first attempt this is gets
   * its {@code startedAt}.
   */
  CompletableFuture<List<Claimed>> claim(ClaimRequest request);

  /**
   * Moves every job that is due at {@code now} from {@code SCHEDULED} to {@code QUEUED}; how many.
   * Passes over a job that another transaction holds: the next call finds it.
   */
  CompletableFuture<Integer> promoteDue(Instant now);

  /** When the first job is due of those that are scheduled for later than that time. */
  Optional<Instant> nextDue(Instant after);
}

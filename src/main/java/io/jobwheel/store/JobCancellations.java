package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Writes the wish to cancel. Safe from any thread. */
public interface JobCancellations {

  /** What the wish did. */
  enum Decision {
    /** It had not begun, and never will: it is {@code CANCELLED} now. */
    CANCELLED,
    /** It is running: its node has to tell it. Also the answer to a second wish. */
    REQUESTED,
    /** It had ended before; nothing was written. */
    ALREADY_FINAL
  }

  /**
   * What became of one job.
   *
   * @param job as it is after the wish, without its texts ({@link Job#brief()})
   * @param endedGroup the group that ended with this job; null when none did
   */
  record Cancellation(Decision decision, Job job, @Nullable JobGroup endedGroup) {}

  /** Cancels one job; empty when there is none of that id. */
  CompletableFuture<Optional<Cancellation>> cancel(UUID jobId, Instant now);

  /** Cancels every job of a group that has not ended; those that had are not in the answer. */
  CompletableFuture<List<Cancellation>> cancelGroup(UUID groupId, Instant now);
}

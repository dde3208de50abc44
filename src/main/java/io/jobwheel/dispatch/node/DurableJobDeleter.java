package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.dispatch.request.JobDeleter;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.store.JobDeletions;
import io.jobwheel.store.JobDeletions.Deletion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Deletes single jobs in the store. */
final class DurableJobDeleter implements JobDeleter {

  private final JobDeletions deletions;
  private final InstantSource clock;
  private final Duration limit;

  DurableJobDeleter(JobDeletions deletions, InstantSource clock, Duration limit) {
    this.deletions = deletions;
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public void delete(UUID jobId) {
    CompletableFuture<Optional<Deletion>> write = deletions.delete(jobId, clock.instant());
    Deletion deletion =
        StoreFutures.getOrWithdraw(write, write, limit)
            .orElseThrow(() -> new JobNotFoundException("job", jobId));
    switch (deletion.decision()) {
      case DELETED -> {
        // as requested
      }
      case NOT_FINISHED -> throw JobConflictException.notDeleted(jobId, deletion.state());
      case GROUP_NOT_FINISHED -> throw JobConflictException.groupNotFinished(jobId);
    }
  }
}

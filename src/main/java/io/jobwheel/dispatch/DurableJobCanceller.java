package io.jobwheel.dispatch;

import io.jobwheel.execution.CancelReason;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobCancels;
import io.jobwheel.store.JobCancels.Cancellation;
import io.jobwheel.store.JobCancels.Decision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Writes the wish to cancel, and tells the body once it is written. */
final class DurableJobCanceller implements JobCanceller {

  private final JobCancels cancels;
  private final Endings endings;
  private final InstantSource clock;
  private final Duration limit;

  DurableJobCanceller(JobCancels cancels, Endings endings, InstantSource clock, Duration limit) {
    this.cancels = cancels;
    this.endings = endings;
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public Job cancel(UUID jobId) {
    CompletableFuture<Optional<Cancellation>> write = cancels.cancel(jobId, clock.instant());
    CompletableFuture<Cancellation> written =
        write
            .thenApply(found -> found.orElseThrow(() -> new JobNotFoundException("job", jobId)))
            .whenComplete((cancellation, error) -> {
              if (error == null) {
                endings.cancelled(cancellation, CancelReason.REQUESTED);
              }
            });
    Cancellation cancellation = Waits.getOrWithdraw(write, written, limit);
    if (cancellation.decision() == Decision.ALREADY_FINAL) {
      throw new JobFinishedException(jobId, cancellation.job().state());
    }
    return cancellation.job();
  }
}

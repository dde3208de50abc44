package io.jobwheel.dispatch;

import io.jobwheel.execution.CancelReason;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobCancels;
import io.jobwheel.store.JobCancels.Cancellation;
import io.jobwheel.store.JobCancels.Decision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Writes cancellation requests, and publishes their events. */
final class DurableJobCanceller implements JobCanceller {

  private final JobCancels cancels;
  private final JobEventPublisher events;
  private final InstantSource clock;
  private final Duration limit;

  DurableJobCanceller(
      JobCancels cancels, JobEventPublisher events, InstantSource clock, Duration limit) {
    this.cancels = cancels;
    this.events = events;
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public Job cancel(UUID jobId) {
    CompletableFuture<Optional<Cancellation>> write = cancels.cancel(jobId, clock.instant());
    CompletableFuture<Cancellation> written =
        events
            .publishAfter(write, DurableJobCanceller::eventsOf)
            .thenApply(found -> found.orElseThrow(() -> new JobNotFoundException("job", jobId)));
    Cancellation cancellation = Waits.getOrWithdraw(write, written, limit);
    if (cancellation.decision() == Decision.ALREADY_FINAL) {
      throw new JobFinishedException(jobId, cancellation.job().state());
    }
    return cancellation.job();
  }

  private static List<JobEvent> eventsOf(Optional<Cancellation> found) {
    return found
        .map(cancellation -> JobEventMapper.ofCancellation(cancellation, CancelReason.REQUESTED))
        .orElse(List.of());
  }
}

package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobCancellations.Decision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Stores cancellation requests and publishes their events. */
final class DurableJobCanceller implements JobCanceller {

  private final JobCancellations cancellations;
  private final JobEventPublisher events;
  private final InstantSource clock;
  private final Duration limit;

  DurableJobCanceller(
      JobCancellations cancellations,
      JobEventPublisher events,
      InstantSource clock,
      Duration limit) {
    this.cancellations = cancellations;
    this.events = events;
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public Job cancel(UUID jobId) {
    CompletableFuture<Optional<Cancellation>> write = cancellations.cancel(jobId, clock.instant());
    CompletableFuture<Cancellation> written =
        events
            .publishAfter(write, DurableJobCanceller::eventsOf)
            .thenApply(found -> found.orElseThrow(() -> new JobNotFoundException("job", jobId)));
    Cancellation cancellation = StoreFutures.getOrWithdraw(write, written, limit);
    if (cancellation.decision() == Decision.ALREADY_FINAL) {
      throw JobConflictException.notCancelled(jobId, cancellation.job().state());
    }
    return cancellation.job();
  }

  private static List<JobEvent> eventsOf(Optional<Cancellation> found) {
    return found
        .map(cancellation -> JobEventMapper.ofCancellation(cancellation, CancelReason.REQUESTED))
        .orElse(List.of());
  }
}

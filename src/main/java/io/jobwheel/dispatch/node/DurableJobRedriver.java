package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.JobRedriver;
import io.jobwheel.dispatch.request.RedriveRequest;
import io.jobwheel.dispatch.request.UniqueConflictException;
import io.jobwheel.dispatch.submission.RedriveValidator;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobRedrives;
import io.jobwheel.store.JobRedrives.Redrive;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.query.JobQueries;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Stores redrives of single jobs and publishes their events. */
final class DurableJobRedriver implements JobRedriver {

  private final JobRedrives redrives;
  private final JobQueries queries;
  private final RedriveValidator validator;
  private final BacklogLimits limits;
  private final NodeAdmission admission;
  private final JobEventPublisher events;
  private final InstantSource clock;
  private final Duration limit;

  DurableJobRedriver(
      JobRedrives redrives,
      JobQueries queries,
      RedriveValidator validator,
      BacklogLimits limits,
      NodeAdmission admission,
      JobEventPublisher events,
      InstantSource clock,
      Duration limit) {
    this.redrives = redrives;
    this.queries = queries;
    this.validator = validator;
    this.limits = limits;
    this.admission = admission;
    this.events = events;
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public Job redrive(UUID jobId, RedriveRequest request) {
    Job job = queries.findBrief(jobId).orElseThrow(() -> new JobNotFoundException("job", jobId));
    RedriveChanges changes = validator.validate(job.type(), request);
    admission.ensureOpen();
    if (limits.enter(List.of(job.mode())) == 0) {
      throw limits.full(job.mode());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    CompletableFuture<Optional<Redrive>> write = redrives.redrive(jobId, changes, now);
    CompletableFuture<Optional<Redrive>> written =
        write.whenComplete((result, error) -> {
          if (error == null && result.filter(Redrive::redriven).isPresent()) {
            events.publish(JobEventMapper.ofRedrive(List.of(result.get().job())));
          } else {
            limits.leave(job.mode(), 1);
          }
        });
    Redrive result =
        StoreFutures.getOrWithdraw(write, written, limit)
            .orElseThrow(() -> new JobNotFoundException("job", jobId));
    if (result.holder() != null) {
      throw UniqueConflictException.notRedriven(jobId, result.holder());
    }
    if (!result.redriven()) {
      throw JobConflictException.notRedriven(jobId, result.job().state());
    }
    return result.job();
  }
}

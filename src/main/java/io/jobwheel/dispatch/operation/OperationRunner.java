package io.jobwheel.dispatch.operation;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.operation.Operations.DueOperations;
import io.jobwheel.store.operation.Operations.StepResult;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the steps of bulk operations that are due. Every node does so; of several nodes that
 * try the same step one succeeds, and the others pause. A step takes up to {@link
 * OperationStep#MAX_JOBS} jobs; after it, the runner leaves the store as much time for other work
 * as the step took.
 */
public final class OperationRunner {

  /** Longest pause between two looks for due operations. */
  static final Duration POLL = Duration.ofSeconds(2);

  private static final int MAX_DUE = 10;

  private static final Logger log = LoggerFactory.getLogger(OperationRunner.class);

  private final Operations operations;
  private final JobQueries queries;
  private final BacklogLimits limits;
  private final JobEventPublisher events;
  private final OperationMetrics metrics;
  private final Duration writeTimeout;
  private final InstantSource clock;
  private final Ticker ticker;
  private final BackgroundTask task;

  public OperationRunner(
      Operations operations,
      JobQueries queries,
      BacklogLimits limits,
      JobEventPublisher events,
      OperationMetrics metrics,
      Duration writeTimeout,
      InstantSource clock,
      Ticker ticker) {
    this.operations = operations;
    this.queries = queries;
    this.limits = limits;
    this.events = events;
    this.metrics = metrics;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
    this.ticker = ticker;
    this.task = new BackgroundTask("jobwheel-operations", ticker, this::runOnce);
  }

  public void start() {
    task.start();
  }

  public void stop() {
    task.stop(writeTimeout);
  }

  /** Looks for due operations at once. */
  public void wake() {
    task.wake();
  }

  private Duration runOnce() throws InterruptedException {
    DueOperations due = operations.due(MAX_DUE);
    metrics.counted(operations.countUnfinished());
    long began = ticker.read();
    boolean stepped = false;
    for (Operation operation : due.operations()) {
      stepped |= step(operation);
    }
    if (stepped) {
      return shorter(ticker.since(began), POLL);
    }
    // another node carries out the due ones
    Duration untilNext = due.untilNext();
    return untilNext == null ? POLL : shorter(untilNext, POLL);
  }

  /** Takes the next step; returns whether it took effect. */
  private boolean step(Operation operation) throws InterruptedException {
    StepResult result;
    try {
      result = take(next(operation));
    } catch (StoreRefusedException e) {
      log.error("{} - paused, because a step failed", name(operation), e);
      return StoreFutures.get(
          operations.fail(operation.id(), String.valueOf(e.getMessage())), writeTimeout);
    }
    Operation after = result.operation();
    if (after == null) {
      return false;
    }
    metrics.stepped(operation, after);
    if (after.state().isFinal()) {
      OperationProgress progress = after.progress();
      log.info(
          "{} - completed (matched={}, done={}, changed={}, inOpenGroup={}, keyHeld={})",
          name(after),
          progress.matched(),
          progress.done(),
          progress.changed(),
          progress.inOpenGroup(),
          progress.keyHeld());
    }
    return true;
  }

  /** A step, and the modes of its jobs that have places in the backlogs. */
  private record Planned(OperationStep step, List<ExecutionMode> entered) {}

  private Planned next(Operation operation) {
    JobFilter jobs = operation.spec().jobsBefore(operation.createdAt());
    Page<JobView> page =
        queries.list(
            new PageQuery<>(
                jobs,
                operation.cursor().before(),
                OperationStep.jobsPerStep(operation.spec().rate())),
            TextSelection.NONE,
            ReadMeter.NONE);
    List<Job> found = page.items().stream().map(JobView::job).toList();
    Long matched =
        operation.progress().matched() == null && operation.cursor().step() == 0
            ? count(jobs)
            : null;
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<UUID> ids = found.stream().map(Job::id).toList();
    if (operation.spec().action() != OperationAction.REDRIVE) {
      return new Planned(
          new OperationStep(operation, ids, page.next(), matched, null, now), List.of());
    }
    List<ExecutionMode> modes = found.stream().map(Job::mode).toList();
    int entered = limits.enter(modes);
    boolean all = entered == found.size();
    UUID last = entered == 0 ? operation.cursor().before() : ids.get(entered - 1);
    return new Planned(
        new OperationStep(
            operation,
            ids.subList(0, entered),
            all ? page.next() : last,
            matched,
            all ? null : OperationProgress.BACKLOG,
            now),
        modes.subList(0, entered));
  }

  /** Returns the number of jobs; null if they are too many to be counted in time. */
  private @Nullable Long count(JobFilter jobs) {
    try {
      return queries.count(jobs);
    } catch (StoreUnavailableException e) {
      log.debug("The jobs of an operation cannot be counted: {}", e.getMessage());
      return null;
    }
  }

  private StepResult take(Planned planned) throws InterruptedException {
    CompletableFuture<StepResult> write = operations.step(planned.step());
    CompletableFuture<StepResult> written =
        write.whenComplete((result, error) -> leave(planned, error == null ? result : null));
    return StoreFutures.get(events.publishAfter(written, JobEventMapper::ofStep), writeTimeout);
  }

  /** Gives back the places of the jobs that were not redriven. */
  private void leave(Planned planned, @Nullable StepResult result) {
    for (ExecutionMode mode : ExecutionMode.values()) {
      long entered = planned.entered().stream().filter(mode::equals).count();
      long redriven =
          result == null ? 0 : result.redriven().stream().filter(job -> job.mode() == mode).count();
      if (entered > redriven) {
        limits.leave(mode, (int) (entered - redriven));
      }
    }
  }

  private static String name(Operation operation) {
    return "Operation %s (%s)".formatted(operation.id(), operation.spec().action());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}

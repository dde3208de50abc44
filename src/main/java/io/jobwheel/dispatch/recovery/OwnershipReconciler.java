package io.jobwheel.dispatch.recovery;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.execution.attempt.AttemptScope;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles the jobs that this node holds in the store with the attempts that it runs, every
 * {@code jobwheel.dispatch.poll-interval}. Cancellation requests that other nodes accepted reach
 * their attempts that way. An orphan, a job that is held but not run, as after a commit whose
 * answer was lost, is released, with retries until the release is committed.
 */
public final class OwnershipReconciler {

  private static final Logger log = LoggerFactory.getLogger(OwnershipReconciler.class);

  // an attempt may be between its commit and its start, or between its end and the commit of its
  // outcome
  private static final int COMPARISONS_BEFORE_RELEASE = 2;

  private static final int RUNS_PER_COMPARISON = 5;

  /** One attempt of one job. */
  private record HeldAttempt(UUID job, int attempt) {}

  private final NodeQueries queries;
  private final JobOutcomes outcomes;
  private final RunningJobs running;
  private final Supplier<Node> self;
  private final JobEventPublisher events;
  private final Duration every;
  private final InstantSource clock;
  private final BackgroundTask task;

  // confined to the task's thread; orphans by their number of successive comparisons
  private int runs;
  private final Map<HeldAttempt, Integer> orphans = new HashMap<>();
  // a release that waits, as for the lock of another transaction, is not repeated
  private final Map<HeldAttempt, CompletableFuture<?>> releases = new HashMap<>();

  public OwnershipReconciler(
      NodeQueries queries,
      JobOutcomes outcomes,
      RunningJobs running,
      Supplier<Node> self,
      JobEventPublisher events,
      Duration every,
      InstantSource clock,
      Ticker ticker) {
    this.queries = queries;
    this.outcomes = outcomes;
    this.running = running;
    this.self = self;
    this.events = events;
    this.every = every;
    this.clock = clock;
    this.task = new BackgroundTask("jobwheel-ownership-reconciler", ticker, this::runOnce);
  }

  public void start() {
    task.start();
  }

  public void stop() {
    task.stop(every);
  }

  /** Reconciles once. */
  Duration runOnce() {
    Node node = self.get();
    queries.cancelRequested(node.id()).forEach(job -> running.cancel(job, CancelReason.REQUESTED));
    if (runs++ % RUNS_PER_COMPARISON == 0) {
      compare(node);
    }
    return every;
  }

  private void compare(Node node) {
    Set<HeldAttempt> seen = new HashSet<>();
    for (Job job : queries.heldBy(node.id())) {
      if (!running.has(job.id(), job.attempt())) {
        HeldAttempt attempt = new HeldAttempt(job.id(), job.attempt());
        seen.add(attempt);
        if (orphans.merge(attempt, 1, Integer::sum) >= COMPARISONS_BEFORE_RELEASE) {
          releaseOnce(attempt, node, job);
        }
      }
    }
    orphans.keySet().retainAll(seen);
    releases.keySet().retainAll(seen);
  }

  private void releaseOnce(HeldAttempt attempt, Node node, Job job) {
    CompletableFuture<?> release = releases.get(attempt);
    if (release == null || release.isDone()) {
      releases.put(attempt, release(node, job));
    }
  }

  private CompletableFuture<?> release(Node node, Job job) {
    try (var _ = AttemptScope.open(job, node.name())) {
      log.warn(
          "job {} - held by this node but not running; releasing it (attempt={})",
          job.id(),
          job.attempt());
    }
    Outcome released = new Outcome.Released();
    EndedAttempt ended = new EndedAttempt(job, node.id(), released, clock.instant());
    return events.publishAfter(
        outcomes.record(ended), recorded -> JobEventMapper.ofOutcome(job, released, recorded));
  }
}

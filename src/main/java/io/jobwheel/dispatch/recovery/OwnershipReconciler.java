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
import io.jobwheel.store.NodeQueries;
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
 * Compares what the registry says that this node runs with what it does run, now and then. A cancel
 * that another node took reaches the body that way. A job that is held here and has no body, as
 * after a commit whose answer was lost, is given back, again and again until that is committed.
 */
public final class OwnershipReconciler {

  private static final Logger log = LoggerFactory.getLogger(OwnershipReconciler.class);

  // a body may be between its commit and its start, or between its end and its outcome's commit
  private static final int COMPARISONS_WITHOUT_BODY = 2;

  private static final int ROUNDS_TO_A_COMPARISON = 5;

  /** One attempt of one job. */
  private record Held(UUID job, int attempt) {}

  private final NodeQueries queries;
  private final JobOutcomes outcomes;
  private final RunningJobs running;
  private final Supplier<Node> self;
  private final JobEventPublisher events;
  private final Duration every;
  private final InstantSource clock;
  private final BackgroundTask duty;

  // confined to the duty's thread: those without a body, by how many comparisons in a row
  private int rounds;
  private final Map<Held, Integer> bodiless = new HashMap<>();
  // a give-back that waits, as for the lock of another transaction, is not asked for again
  private final Map<Held, CompletableFuture<?>> answers = new HashMap<>();

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
    this.duty = new BackgroundTask("jobwheel-held-jobs", ticker, this::round);
  }

  public void start() {
    duty.start();
  }

  public void stop() {
    duty.stop(every);
  }

  /** Looks once. */
  Duration round() {
    Node node = self.get();
    queries.cancelRequested(node.id()).forEach(job -> running.cancel(job, CancelReason.REQUESTED));
    if (rounds++ % ROUNDS_TO_A_COMPARISON == 0) {
      compare(node);
    }
    return every;
  }

  private void compare(Node node) {
    Set<Held> seen = new HashSet<>();
    for (Job job : queries.heldBy(node.id())) {
      if (!running.has(job.id(), job.attempt())) {
        Held held = new Held(job.id(), job.attempt());
        seen.add(held);
        if (bodiless.merge(held, 1, Integer::sum) >= COMPARISONS_WITHOUT_BODY) {
          giveBackOnce(held, node, job);
        }
      }
    }
    bodiless.keySet().retainAll(seen);
    answers.keySet().retainAll(seen);
  }

  private void giveBackOnce(Held held, Node node, Job job) {
    CompletableFuture<?> answer = answers.get(held);
    if (answer == null || answer.isDone()) {
      answers.put(held, giveBack(node, job));
    }
  }

  private CompletableFuture<?> giveBack(Node node, Job job) {
    try (var _ = AttemptScope.open(job, node.name())) {
      log.warn(
          "job {} - is held here and does not run, goes back (attempt={})",
          job.id(),
          job.attempt());
    }
    Outcome released = new Outcome.Released();
    EndedAttempt ended =
        new EndedAttempt(
            job.id(), job.groupId(), node.id(), job.fence(), released, clock.instant(), false);
    return events.publishAfter(
        outcomes.record(ended), recorded -> JobEventMapper.ofOutcome(job, released, recorded));
  }
}

package io.jobwheel.execution.process;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.AttemptExecutor;
import io.jobwheel.execution.attempt.AttemptScope;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.TimeLimits;
import io.jobwheel.execution.process.WorkerSession.Died;
import io.jobwheel.execution.process.WorkerSession.Ended;
import io.jobwheel.execution.process.WorkerSession.NotBegun;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import java.time.Duration;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts in child processes and says how they ended; what {@link AttemptExecutor} is for
 * those that run here. A child runs that very class: how a body ended is said there, in the same
 * words.
 */
public final class ProcessAttemptExecutor {

  private static final Logger log = LoggerFactory.getLogger(ProcessAttemptExecutor.class);

  private final ProcessPool pool;
  private final AttemptEnvironment environment;
  private final TimeLimits limits;

  public ProcessAttemptExecutor(
      ProcessPool pool, AttemptEnvironment environment, TimeLimits limits) {
    this.pool = pool;
    this.environment = environment;
    this.limits = limits;
  }

  /** How many attempts can be carried at the moment. */
  public int capacity() {
    return pool.usable();
  }

  /** Calls that when a child is ready. */
  public void onCapacity(Runnable listener) {
    pool.onReady(listener);
  }

  public Outcome run(RunningAttempt running) {
    Job job = running.attempt().job();
    try (var _ = AttemptScope.open(running.attempt())) {
      return execute(running, job);
    }
  }

  private Outcome execute(RunningAttempt running, Job job) {
    ProcessJobContext context = new ProcessJobContext(running, environment, pool);
    if (!running.begin(context::interrupt)) {
      return notBegun(running);
    }
    Duration limit = running.timeLimit();
    Future<?> timer = limit == null ? null : limits.start(running, limit);
    try {
      Attempt attempt = running.attempt();
      Frame.Run run =
          new Frame.Run(
              job,
              attempt.commonStart(),
              attempt.node(),
              attempt.span().traceparent().orElse(null));
      return switch (pool.run(run, context.conversation())) {
        case Ended(Outcome outcome) -> {
          var _ = running.end();
          yield outcome;
        }
        case Died(WorkerExit death) -> died(running, job, death);
        case NotBegun _ -> notBegun(running);
      };
    } finally {
      if (timer != null) {
        timer.cancel(false);
      }
      context.ended();
    }
  }

  /** Nobody has begun the attempt: as if it had never been claimed, unless it was to end anyway. */
  private static Outcome notBegun(RunningAttempt running) {
    CancelReason reason = running.end();
    return reason == null ? new Outcome.Released() : reason.outcome("the handler had not begun");
  }

  private static Outcome died(RunningAttempt running, Job job, WorkerExit death) {
    CancelReason reason = running.end();
    log.warn("job {} - its process died in attempt {} ({})", job.id(), job.attempt(), death);
    if (reason == null) {
      return new Outcome.Crashed(ErrorCode.PROCESS_DIED.error("Its process died: " + death));
    }
    return death.killedBecause() == null
        ? reason.outcome("its process died by itself: " + death.exit())
        : reason.forced("its process was killed: " + death.killedBecause());
  }
}

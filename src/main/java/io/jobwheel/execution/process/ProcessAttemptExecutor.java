package io.jobwheel.execution.process;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.AttemptExecutor;
import io.jobwheel.execution.attempt.AttemptScope;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.attempt.TimeLimits;
import io.jobwheel.execution.process.WorkerSession.Completed;
import io.jobwheel.execution.process.WorkerSession.Died;
import io.jobwheel.execution.process.WorkerSession.NotBegun;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import java.time.Duration;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts in worker processes and determines their outcomes. In the worker process, {@link
 * AttemptExecutor} runs the handler, so the outcomes are the same as in other lanes.
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

  /** Returns the number of worker processes that are ready or busy. */
  public int capacity() {
    return pool.usable();
  }

  /** Sets the listener that is called when a worker process is ready. It must not block. */
  public void onCapacity(Runnable listener) {
    pool.onReady(listener);
  }

  /** Runs the attempt in a worker process, blocks until it has ended and returns the outcome. */
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
      return switch (pool.run(run, context.session())) {
        case Completed(Outcome outcome) -> {
          var _ = running.end();
          yield outcome;
        }
        case Died(WorkerExit exit) -> died(running, job, exit);
        case NotBegun _ -> notBegun(running);
      };
    } finally {
      if (timer != null) {
        timer.cancel(false);
      }
      context.ended();
    }
  }

  /**
   * Returns the outcome of an attempt that no worker process has begun: released, unless it was
   * cancelled.
   */
  private static Outcome notBegun(RunningAttempt running) {
    CancelReason reason = running.end();
    return reason == null ? new Outcome.Released() : reason.outcome("the handler had not begun");
  }

  private static Outcome died(RunningAttempt running, Job job, WorkerExit exit) {
    CancelReason reason = running.end();
    log.warn("job {} - its process died in attempt {} ({})", job.id(), job.attempt(), exit);
    if (reason == null) {
      return new Outcome.Crashed(ErrorCode.PROCESS_DIED.error("Its process died: " + exit));
    }
    return exit.killedBecause() == null
        ? reason.outcome("its process died by itself: " + exit.exit())
        : reason.forced("its process was killed: " + exit.killedBecause());
  }
}

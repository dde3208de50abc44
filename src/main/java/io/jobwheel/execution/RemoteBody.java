package io.jobwheel.execution;

import io.jobwheel.execution.process.Conversation.Died;
import io.jobwheel.execution.process.Conversation.Ended;
import io.jobwheel.execution.process.Conversation.NotBegun;
import io.jobwheel.execution.process.Death;
import io.jobwheel.execution.process.Frame;
import io.jobwheel.execution.process.ProcessPool;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Outcome;
import java.time.Duration;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts in child processes and says how they ended; what {@link AttemptBody} is for those
 * that run here. A child runs that very class: how a body ended is said there, in the same words.
 */
final class RemoteBody {

  private static final Logger log = LoggerFactory.getLogger(RemoteBody.class);

  private final ProcessPool pool;
  private final AttemptEnvironment environment;
  private final TimeLimits limits;

  RemoteBody(ProcessPool pool, AttemptEnvironment environment, TimeLimits limits) {
    this.pool = pool;
    this.environment = environment;
    this.limits = limits;
  }

  /** How many attempts can be carried at the moment. */
  int capacity() {
    return pool.usable();
  }

  /** Calls that when a child is ready. */
  void onCapacity(Runnable listener) {
    pool.onReady(listener);
  }

  Outcome run(RunningAttempt running) {
    Job job = running.attempt().job();
    try (var _ = RunScope.open(running.attempt())) {
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
        case Died(Death death) -> died(running, job, death);
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
    return reason == null ? new Outcome.GivenBack() : reason.outcome("the handler had not begun");
  }

  private static Outcome died(RunningAttempt running, Job job, Death death) {
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

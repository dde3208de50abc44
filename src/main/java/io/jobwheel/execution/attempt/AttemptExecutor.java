package io.jobwheel.execution.attempt;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Truncation;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the handler of an attempt and determines its outcome, in the same way in every lane. */
public final class AttemptExecutor {

  private static final Logger log = LoggerFactory.getLogger(AttemptExecutor.class);
  private static final int MAX_MESSAGE = 4_000;
  private static final int MAX_CAUSES = 50;

  private final JobTypes types;
  private final TimeLimits limits;
  private final ResultLimit results;

  public AttemptExecutor(JobTypes types, TimeLimits limits, ResultLimit results) {
    this.types = types;
    this.limits = limits;
    this.results = results;
  }

  /**
   * Runs the handler on the calling thread and returns the outcome; does not throw. Clears the
   * interrupt status of the thread.
   */
  public Outcome run(RunningAttempt running, AttemptContext context) {
    Job job = running.attempt().job();
    try (var _ = AttemptScope.open(running.attempt())) {
      return execute(running, context, job);
    } finally {
      var _ = Thread.interrupted(); // the thread is reused
    }
  }

  private Outcome execute(RunningAttempt running, AttemptContext context, Job job) {
    if (!running.begin(context::interrupt)) {
      return ended(running).outcome("the handler had not begun");
    }
    Duration limit = running.timeLimit();
    Future<?> timer = limit == null ? null : limits.start(running, limit);
    try {
      Outcome outcome = results.outcome(types.run(job.type(), job.payload(), context));
      CancelReason reason = running.end();
      return reason != null && reason.isDecisive()
          ? reason.outcome("the handler returned after it")
          : outcome;
    } catch (Throwable error) { // an Error of one job must not take the lane down
      CancelReason reason = running.end();
      if (reason != null && (reason.isFromNode() || isAcknowledgement(error))) {
        return reason.outcome("the handler acknowledged");
      }
      if (reason != null && reason.isDecisive()) {
        return reason.outcome("the handler failed after it");
      }
      Outcome.Failed failed = failed(error);
      log.info(
          "job {} - attempt {} failed ({}: {})",
          job.id(),
          job.attempt(),
          failed.error().code(),
          failed.error().message());
      log.debug("job {} - stack trace of the failure", job.id(), error);
      return failed;
    } finally {
      if (timer != null) {
        timer.cancel(false);
      }
      context.ended();
    }
  }

  private static Outcome.Failed failed(Throwable error) {
    return error instanceof JobFailedException thrown
        ? new Outcome.Failed(
            new JobError(
                thrown.error().code(), Truncation.of(thrown.error().message(), MAX_MESSAGE)),
            thrown.retry(),
            thrown instanceof CallTimedOutException
                ? FailureReason.CALL_TIMEOUT
                : FailureReason.FAILURE)
        : new Outcome.Failed(ErrorCode.HANDLER_FAILED.error(message(error)));
  }

  private static CancelReason ended(RunningAttempt running) {
    CancelReason reason = running.end();
    if (reason == null) {
      throw new IllegalStateException("An attempt that must not begin has a cancel reason");
    }
    return reason;
  }

  private static boolean isAcknowledgement(Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++, cause = cause.getCause()) {
      if (cause instanceof CancellationException
          || cause instanceof InterruptedException
          || cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  private static String message(Throwable error) {
    Throwable shown =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    String text;
    try {
      text = String.valueOf(shown.toString());
    } catch (RuntimeException e) { // toString() of the exception has failed
      text = shown.getClass().getName();
    }
    return Truncation.of(text, MAX_MESSAGE);
  }
}

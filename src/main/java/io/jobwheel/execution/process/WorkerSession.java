package io.jobwheel.execution.process;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.Retry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of frames about one attempt. One thread runs it; any thread may cancel it or kill
 * its worker process. A worker process belongs to at most one session, and only while the session
 * runs the attempt in it.
 */
public final class WorkerSession {

  /** How a session ended. */
  public sealed interface Ending {}

  /** The worker process sent the outcome of the attempt. */
  public record Completed(Outcome outcome) implements Ending {}

  /** The worker process died while the attempt ran, or several died before they began it. */
  public record Died(WorkerExit exit) implements Ending {}

  /**
   * No worker process began the attempt: none was free in time, or the attempt was cancelled
   * before.
   */
  public record NotBegun(@Nullable WorkerExit exit) implements Ending {}

  /** Receives the output of the attempt, on the thread that runs the session. Must not throw. */
  public interface Listener {

    /** Called for a print. May block to slow the attempt down. */
    void printed(Instant at, String text);

    /** Called for a progress report. */
    void reported(Progress progress);

    /** Called for a pause of the limits of the job. May block until it is stored. */
    void paused(Duration duration);
  }

  private final Listener listener;

  // guarded by this
  private @Nullable WorkerProcess worker;
  private Frame.@Nullable Run sent;
  private @Nullable String cancelReason;

  public WorkerSession(Listener listener) {
    this.listener = listener;
  }

  /**
   * Cancels the attempt: in the current worker process, or in the next one as soon as that runs it.
   * Only the first reason counts.
   */
  synchronized void cancel(String reason) {
    if (cancelReason == null) {
      cancelReason = reason;
      sendCancellation();
    }
  }

  synchronized boolean isCancelled() {
    return cancelReason != null;
  }

  synchronized void kill(Duration grace) {
    if (worker != null) {
      worker.kill(ExitReason.FORCED, "its job did not end within " + grace);
    }
  }

  private synchronized void setWorker(@Nullable WorkerProcess other) {
    worker = other;
    sent = null;
  }

  /** Marks the attempt as sent; an earlier cancellation is sent after it. */
  private synchronized void markSent(Frame.Run run) {
    sent = run;
    sendCancellation();
  }

  private void sendCancellation() {
    if (worker != null && sent != null && cancelReason != null) {
      worker.sendAsync(
          new Frame.CancelAttempt(sent.job().id(), sent.job().attempt(), cancelReason));
    }
  }

  /** Runs the attempt in a worker process. If this side fails, the process is killed. */
  Ending run(WorkerProcess process, Frame.Run run) {
    setWorker(process);
    try {
      return exchange(process, run);
    } catch (Throwable e) {
      process.kill(ExitReason.CRASHED, "the service failed while it ran an attempt: " + e);
      throw e;
    } finally {
      setWorker(null);
    }
  }

  private Ending exchange(WorkerProcess process, Frame.Run run) {
    boolean begun = false;
    try {
      process.send(run);
      markSent(run);
      for (; ; ) {
        switch (process.receive()) {
          case Frame.Begun _ -> begun = true;
          case Frame.Output(Instant at, String text) -> listener.printed(at, text);
          case Frame.ProgressUpdate(Progress progress) -> listener.reported(progress);
          case Frame.LimitsPaused(Duration duration) -> listener.paused(duration);
          case Frame.Pong _ -> {
            // any frame counts as a response
          }
          case Frame.AttemptEnded(Outcome outcome) -> {
            return new Completed(outcome);
          }
          case Frame.Hello _, Frame.Ready _, Frame.Serve _, Frame.Run _, Frame.CancelAttempt _ ->
              throw new IOException("Unexpected frame from the worker process");
          case Frame.Ping _, Frame.Stop _ ->
              throw new IOException("The worker process sent a frame that only the service sends");
        }
      }
    } catch (FrameTooLongException e) {
      return new Completed(
          new Outcome.Failed(
              ErrorCode.PAYLOAD_TOO_LARGE.error(
                  "The payload cannot be sent to a worker process: " + e.getMessage()),
              Retry.NEVER));
    } catch (IOException e) {
      WorkerExit exit = process.awaitExit();
      return begun ? new Died(exit) : new NotBegun(exit);
    }
  }
}

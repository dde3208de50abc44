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
 * What is said about one attempt. Held by the thread that runs it; other threads cancel it and kill
 * its child. At most one conversation has a child, and it has it only while it lasts.
 */
public final class WorkerSession {

  /** How it ended. */
  public sealed interface Ending {}

  /** The child said how the attempt ended. */
  public record Ended(Outcome outcome) implements Ending {}

  /** The child died while the attempt ran, or several have before they took it up. */
  public record Died(WorkerExit death) implements Ending {}

  /** The attempt was not taken up: no child was there in time, or it was cancelled before. */
  public record NotBegun(@Nullable WorkerExit death) implements Ending {}

  /** Hears what the attempt says, on the thread that runs it. Must not throw. */
  public interface Listener {

    /** The attempt printed. Blocks to slow it down. */
    void printed(Instant at, String text);

    /** The attempt said how far it is. */
    void reported(Progress progress);
  }

  private final Listener listener;

  // guarded by this
  private @Nullable WorkerProcess child;
  private Frame.@Nullable Run asked;
  private @Nullable String cancelled;

  public WorkerSession(Listener listener) {
    this.listener = listener;
  }

  /** The attempt is to end: the child that has it is told now, a later one when it has it. */
  synchronized void cancel(String reason) {
    if (cancelled == null) {
      cancelled = reason;
      tellCancelled();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled != null;
  }

  synchronized void kill(Duration grace) {
    if (child != null) {
      child.kill(ExitReason.FORCED, "its job did not end within " + grace);
    }
  }

  private synchronized void holds(@Nullable WorkerProcess other) {
    child = other;
    asked = null;
  }

  /** The attempt is on its way: a cancel that came before it is behind it now. */
  private synchronized void asked(Frame.Run run) {
    asked = run;
    tellCancelled();
  }

  private void tellCancelled() {
    if (child != null && asked != null && cancelled != null) {
      child.tell(new Frame.Cancel(asked.job().id(), asked.job().attempt(), cancelled));
    }
  }

  /** Runs the attempt in that child. After an error of this side the child is killed. */
  Ending hold(WorkerProcess with, Frame.Run run) {
    holds(with);
    try {
      return converse(with, run);
    } catch (Throwable e) {
      with.kill(ExitReason.CRASHED, "the service failed while it ran a job: " + e);
      throw e;
    } finally {
      holds(null);
    }
  }

  private Ending converse(WorkerProcess with, Frame.Run run) {
    boolean begun = false;
    try {
      with.ask(run);
      asked(run);
      for (; ; ) {
        switch (with.answer()) {
          case Frame.Begun _ -> begun = true;
          case Frame.Print(Instant at, String text) -> listener.printed(at, text);
          case Frame.Report(Progress progress) -> listener.reported(progress);
          case Frame.Pong _ -> {
            // that it came is all
          }
          case Frame.Ended(Outcome outcome) -> {
            return new Ended(outcome);
          }
          case Frame.Hello _, Frame.Ready _, Frame.Serve _, Frame.Run _, Frame.Cancel _ ->
              throw new IOException("It said what it must not say now");
          case Frame.Ping _, Frame.Stop _ ->
              throw new IOException("It said what only the service says");
        }
      }
    } catch (FrameTooLongException e) {
      return new Ended(
          new Outcome.Failed(
              ErrorCode.PAYLOAD_TOO_LARGE.error(
                  "Its payload cannot be sent to a process: " + e.getMessage()),
              Retry.POINTLESS));
    } catch (IOException e) {
      WorkerExit death = with.death();
      return begun ? new Died(death) : new NotBegun(death);
    }
  }
}

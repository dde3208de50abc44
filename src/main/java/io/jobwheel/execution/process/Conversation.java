package io.jobwheel.execution.process;

import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is said about one attempt. Held by the thread that runs it; other threads cancel it and kill
 * its child. At most one conversation has a child, and it has it only while it lasts.
 */
public final class Conversation {

  /** How it ended. */
  public sealed interface Ending {}

  /** The child said how the attempt ended. */
  public record Ended(Outcome outcome) implements Ending {}

  /** The child died while the attempt ran, or several have before they took it up. */
  public record Died(Death death) implements Ending {}

  /** The attempt was not taken up: no child was there in time, or it was cancelled before. */
  public record NotBegun(@Nullable Death death) implements Ending {}

  /** Hears what the attempt says, on the thread that runs it. Must not throw. */
  public interface Listener {

    /** The attempt printed. Blocks to slow it down. */
    void printed(Instant at, String text);

    /** The attempt said how far it is. */
    void reported(Progress progress);
  }

  private final Listener listener;

  // guarded by this
  private @Nullable Child child;
  private boolean cancelled;

  public Conversation(Listener listener) {
    this.listener = listener;
  }

  synchronized void cancelled() {
    cancelled = true;
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  synchronized void tell(Frame frame) {
    if (child != null) {
      child.tell(frame);
    }
  }

  synchronized void kill(Duration grace) {
    if (child != null) {
      child.kill(ChildEnd.FORCED, "its job did not end within " + grace);
    }
  }

  private synchronized void holds(@Nullable Child other) {
    child = other;
  }

  /** Runs the attempt in that child. */
  Ending hold(Child with, Frame.Run run) {
    holds(with);
    boolean begun = false;
    try {
      with.ask(run);
      for (; ; ) {
        switch (with.answer()) {
          case Frame.Begun _ -> begun = true;
          case Frame.Print(Instant at, String text) -> listener.printed(at, text);
          case Frame.Report(Progress progress) -> listener.reported(progress);
          case Frame.Pong _ -> {
            // that it came is all
          }
          case Frame.Ended(Outcome outcome) -> {
            holds(null);
            return new Ended(outcome);
          }
          case Frame.Hello _, Frame.Ready _, Frame.Serve _, Frame.Run _, Frame.Cancel _ ->
              throw new IOException("It said what it must not say now");
          case Frame.Ping _, Frame.Stop _ ->
              throw new IOException("It said what only the service says");
        }
      }
    } catch (IOException e) {
      Death death = with.death();
      holds(null);
      return begun ? new Died(death) : new NotBegun(death);
    }
  }
}

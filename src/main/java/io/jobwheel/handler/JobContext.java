package io.jobwheel.handler;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How a running job waits and speaks. On an event loop the waits suspend the task; on a thread they
 * block it. For the thread that runs the handler only. Every method that waits throws {@link
 * CancellationException} once the job is to end; the handler lets it through, after tidying up.
 */
public interface JobContext {

  UUID jobId();

  /** Which execution of the job this is, from 1. */
  int attempt();

  /** The time since the common start: that of the group, or of this attempt without one. */
  Duration elapsed();

  /** Lets at least so much time pass; zero or less only gives others their turn. */
  void sleep(Duration duration);

  /**
   * Waits for the stage and returns its result. Throws its error, the same instance; a checked one
   * comes as the cause of a {@link CompletionException}.
   */
  <T extends @Nullable Object> T await(CompletionStage<T> stage);

  /**
   * Does blocking work where it stops nobody else, and returns its result as {@link #await} does.
   * On a loop a cancellation ends the wait at once, while work that has begun goes on to its end:
   * it should have a limit of its own.
   */
  <T extends @Nullable Object> T blocking(Callable<T> work);

  /**
   * Appends text to the output of the job, as one piece that is not mixed with others', and ends
   * the line. Waits when the job prints faster than the registry writes.
   */
  void print(String text);

  /**
   * Says how far the attempt is. The newest report is what counts: what comes faster than a few
   * times a second is left out, but for the last one. Never waits.
   *
   * @param fraction 0 to 1; what lies outside is taken for the nearer end, and a {@code NaN} is
   *     left out
   * @param message what is being done, at most 200 characters, the rest is cut; null for nothing
   */
  void progress(double fraction, @Nullable String message);

  /**
   * How long the attempt may still take before it is told to end; empty when it has no limit. Zero
   * when the time is over.
   */
  Optional<Duration> timeLeft();

  /**
   * Where the run stands in a trace, as the value of a W3C header {@code traceparent}: for calls
   * that the handler makes. On a node that does not trace it is what the client sent at submit, if
   * that was valid. Empty when the run is in no trace.
   */
  default Optional<String> traceparent() {
    return Optional.empty();
  }

  /** Throws {@link CancellationException} when the job is to end; for bodies that compute long. */
  void checkCancelled();
}

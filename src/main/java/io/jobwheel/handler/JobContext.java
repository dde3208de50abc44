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
 * The methods by which a running handler waits and reports. On an event loop a wait suspends the
 * task; on a thread it blocks the thread. Only the thread that runs the handler may call these
 * methods. Each method that waits throws {@link CancellationException} when the attempt has to end:
 * because the job is cancelled, its time limit is over, or the node releases it. A handler releases
 * its resources and lets the exception pass.
 */
public interface JobContext {

  /** The shortest pause of {@link #pauseLimits}. */
  Duration SHORTEST_PAUSE = Duration.ofMillis(1);

  /** The longest pause of {@link #pauseLimits}. */
  Duration LONGEST_PAUSE = Duration.ofDays(1);

  /** Returns the id of the job. */
  UUID jobId();

  /** Returns the number of this attempt, from 1. */
  int attempt();

  /** Returns the time since the start of the job's group, or of this attempt without a group. */
  Duration elapsed();

  /** Waits for at least this duration. Zero or less only yields to other tasks. */
  void sleep(Duration duration);

  /**
   * Waits for the stage and returns its result. Throws the exception with which it failed, a
   * checked one as the cause of a {@link CompletionException}.
   */
  <T extends @Nullable Object> T await(CompletionStage<T> stage);

  /**
   * Runs blocking work where it does not block an event loop, and returns its result or throws its
   * exception as {@link #await} does. On an event loop a cancellation ends the wait at once, but
   * not the work if that has begun, so the work should have a time limit of its own.
   */
  <T extends @Nullable Object> T executeBlocking(Callable<T> work);

  /**
   * Appends the text and a line break to the output of the job. The text is not interleaved with
   * other output. Blocks while the job prints faster than the store writes.
   */
  void print(String text);

  /**
   * Reports the progress of the attempt. Each report replaces the one before. Reports that follow
   * each other faster than a few times a second are dropped, except the last. Does not wait.
   *
   * @param fraction 0 to 1; a value outside is set to the nearer bound, and a report of {@code NaN}
   *     is dropped
   * @param message a description of the current step, truncated to 200 characters; {@code null} for
   *     none
   */
  void progress(double fraction, @Nullable String message);

  /**
   * Lets the limits of the job start no further jobs for this time, because what they protect is
   * overloaded: of a limit that is counted by key, none with the key of this job, else none at all.
   * Jobs that run or are queued are not affected, and a pause that ends later stays. Waits until
   * the pause is stored; if it cannot be stored, it is dropped. Does nothing if the job has no
   * limits.
   *
   * @param duration at least 1 ms and at most a day
   * @throws IllegalArgumentException if the duration is shorter or longer
   */
  default void pauseLimits(Duration duration) {}

  /**
   * Returns the rest of the attempt's time limit, or the time to the deadline of the job if that is
   * earlier: empty if it has neither, zero if the time is over.
   */
  Optional<Duration> timeLeft();

  /**
   * Returns the trace context of the attempt as a W3C {@code traceparent} header, for calls to
   * other services. On a node without tracing it is the header that the client sent at submit, if
   * that was valid. Empty if the attempt belongs to no trace.
   */
  default Optional<String> traceparent() {
    return Optional.empty();
  }

  /**
   * Throws {@link CancellationException} if the attempt has to end. A handler that computes without
   * waiting calls this method regularly.
   */
  void checkCancelled();
}

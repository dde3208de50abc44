package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An attempt from its claim to its end, which can be cancelled. Safe for use by any thread. */
public final class RunningAttempt {

  private static final Logger log = LoggerFactory.getLogger(RunningAttempt.class);

  /** Whether the handler has begun or ended. */
  private enum Phase {
    NOT_BEGUN,
    BEGUN,
    ENDED
  }

  private final Attempt attempt;
  private final Ticker ticker;
  private final InstantSource clock;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // guarded by this
  private Phase phase = Phase.NOT_BEGUN;
  private @Nullable Runnable interrupter;

  // written under the lock, read by any thread
  private volatile @Nullable CancelReason reason;
  private volatile @Nullable Duration limit;
  private volatile CancelReason limitReason = CancelReason.TIMED_OUT;
  private volatile long limitEnd; // a moment of the ticker; only if there is a limit

  /**
   * Creates an attempt that has not begun.
   *
   * @param ticker measures its time limit
   * @param clock tells how far the deadline of the job is
   */
  public RunningAttempt(Attempt attempt, Ticker ticker, InstantSource clock) {
    this.attempt = attempt;
    this.ticker = ticker;
    this.clock = clock;
  }

  public Attempt attempt() {
    return attempt;
  }

  /** Returns why the attempt was cancelled; null if it was not. */
  public @Nullable CancelReason cancelReason() {
    return reason;
  }

  /**
   * Cancels the attempt and interrupts its handler. Has no effect after a first call or after the
   * end of the attempt.
   */
  public synchronized void cancel(CancelReason why) {
    if (phase == Phase.ENDED || reason != null) {
      return;
    }
    reason = why;
    if (interrupter != null) {
      try {
        interrupter.run(); // locked: it must not reach later work of the thread
      } catch (Throwable e) { // the caller still has to cancel other attempts
        log.error("job {} - could not be cancelled", attempt.job().id(), e);
      }
    }
  }

  /**
   * Returns the time limit of the attempt: the lesser of the limit of the job and the time to its
   * deadline when the attempt began. Null if there is none, and before {@link #begin}.
   */
  public @Nullable Duration timeLimit() {
    return limit;
  }

  /** Cancels the attempt because its time limit is over. */
  void timeOut() {
    cancel(limitReason);
  }

  /** Returns the rest of the time limit, at least 0; empty if there is no limit. */
  Optional<Duration> timeLeft() {
    return limit == null ? Optional.empty() : Optional.of(ticker.until(limitEnd));
  }

  /** Returns whether the handler still runs after the time limit. */
  synchronized boolean isOverdue() {
    return phase == Phase.BEGUN && limit != null && ticker.hasReached(limitEnd);
  }

  /**
   * Marks the handler as begun; {@code interrupt} is run if the attempt is cancelled from now on.
   * Returns false if the attempt is already cancelled, or the deadline of the job has passed, so
   * the handler must not run.
   */
  public synchronized boolean begin(Runnable interrupt) {
    phase = Phase.BEGUN;
    Duration ofAttempt = attempt.job().policy().timeout();
    Instant deadline = attempt.job().spec().deadline();
    if (deadline == null) {
      limit(ofAttempt, CancelReason.TIMED_OUT);
    } else {
      Duration left = Duration.between(clock.instant(), deadline);
      if (ofAttempt != null && ofAttempt.compareTo(left) < 0) {
        limit(ofAttempt, CancelReason.TIMED_OUT);
      } else if (left.isPositive()) {
        limit(left, CancelReason.DEADLINE);
      } else if (reason == null) {
        reason = CancelReason.DEADLINE;
      }
    }
    interrupter = interrupt;
    return reason == null;
  }

  private void limit(@Nullable Duration duration, CancelReason why) {
    limit = duration;
    limitReason = why;
    if (duration != null) {
      limitEnd = ticker.after(duration);
    }
  }

  /**
   * Marks the handler as ended; it is not interrupted after this call. Returns why the attempt was
   * cancelled; null if it was not.
   */
  public synchronized @Nullable CancelReason end() {
    phase = Phase.ENDED;
    interrupter = null;
    return reason;
  }

  /** Returns a future that completes when the attempt has left its lane. */
  CompletableFuture<Void> ended() {
    return ended;
  }
}

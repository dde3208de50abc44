package io.jobwheel.execution.attempt;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt between its claim and its end, and the way to tell it to end early. Safe from any
 * thread.
 */
public final class RunningAttempt {

  private static final Logger log = LoggerFactory.getLogger(RunningAttempt.class);

  /** Whether, and how, the body can be reached. */
  private enum Phase {
    NOT_BEGUN,
    BEGUN,
    ENDED
  }

  private final Attempt attempt;
  private final Ticker ticker;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // guarded by this
  private Phase phase = Phase.NOT_BEGUN;
  private @Nullable Runnable interrupter;

  // written under the lock, read by any thread
  private volatile @Nullable CancelReason reason;
  private volatile long deadline; // a moment of the ticker; only with a time limit

  public RunningAttempt(Attempt attempt, Ticker ticker) {
    this.attempt = attempt;
    this.ticker = ticker;
  }

  public Attempt attempt() {
    return attempt;
  }

  /** Why it is to end; null as long as it may go on. */
  public @Nullable CancelReason cancelReason() {
    return reason;
  }

  /** Tells the attempt to end. The first reason counts; does nothing after its end. */
  public synchronized void cancel(CancelReason why) {
    if (phase == Phase.ENDED || reason != null) {
      return;
    }
    reason = why;
    if (interrupter != null) {
      try {
        interrupter
            .run(); // under the lock, so that it never hits what the thread does after the body
      } catch (Throwable e) { // the attempts after it must hear of it all the same
        log.error("job {} - could not be told to end", attempt.job().id(), e);
      }
    }
  }

  /** How long its job lets an attempt take; null for no limit. */
  public @Nullable Duration timeLimit() {
    return attempt.job().policy().timeout();
  }

  /** What is left of the time limit, from 0; empty without a limit. Only after the beginning. */
  Optional<Duration> timeLeft() {
    return timeLimit() == null ? Optional.empty() : Optional.of(ticker.until(deadline));
  }

  /** Whether the body goes on although its time is over. */
  synchronized boolean isOverdue() {
    return phase == Phase.BEGUN && timeLimit() != null && ticker.hasReached(deadline);
  }

  /** The body begins; false when it must not, because the attempt was cancelled before. */
  public synchronized boolean begin(Runnable interrupt) {
    phase = Phase.BEGUN;
    Duration limit = timeLimit();
    if (limit != null) {
      deadline = ticker.after(limit);
    }
    interrupter = interrupt;
    return reason == null;
  }

  /** The body has ended: no interrupt comes any more. The reason that it was given, if any. */
  public synchronized @Nullable CancelReason end() {
    phase = Phase.ENDED;
    interrupter = null;
    return reason;
  }

  /** Ends when the attempt has left its lane. */
  CompletableFuture<Void> ended() {
    return ended;
  }
}

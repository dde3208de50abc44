package io.jobwheel.execution.attempt;

import io.jobwheel.job.Progress;
import io.jobwheel.job.Truncation;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Limits how often the progress of an attempt is forwarded: at most once in {@link #INTERVAL}. A
 * value that arrives earlier is held back; the newest one is forwarded when the interval is over or
 * the handler ends. Safe for use by any thread.
 */
final class ProgressThrottle {

  static final Duration INTERVAL = Duration.ofMillis(250);

  private final AttemptOutput output;
  private final Attempt attempt;
  private final Ticker ticker;

  // guarded by this
  private Instant lastForwarded = Instant.MIN;
  private @Nullable Progress pending;
  private boolean timerPending;

  ProgressThrottle(AttemptOutput output, Attempt attempt, Ticker ticker) {
    this.output = output;
    this.attempt = attempt;
    this.ticker = ticker;
  }

  synchronized void report(Instant at, double fraction, @Nullable String message) {
    if (Double.isNaN(fraction)) {
      return;
    }
    String truncated =
        message == null || message.length() <= Progress.LONGEST
            ? message
            : Truncation.of(message, Progress.LONGEST - 1);
    pending = new Progress(at, Math.clamp(fraction, 0, 1), truncated);
    if (lastForwarded.equals(Instant.MIN) || !at.isBefore(lastForwarded.plus(INTERVAL))) {
      flush();
    } else if (!timerPending) { // at most one pending timer for each attempt
      timerPending = true;
      var _ = ticker.schedule(INTERVAL, this::onTimer);
    }
  }

  private synchronized void onTimer() {
    timerPending = false;
    flush();
  }

  /** Forwards the value that was held back, if any. */
  synchronized void flush() {
    Progress progress = pending;
    if (progress != null) {
      pending = null;
      lastForwarded = progress.at();
      output.progress(attempt, progress);
    }
  }
}

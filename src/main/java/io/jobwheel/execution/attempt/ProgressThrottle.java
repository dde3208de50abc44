package io.jobwheel.execution.attempt;

import io.jobwheel.job.Progress;
import io.jobwheel.job.Truncation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a body says of its progress, a few times a second and the last one for certain: a
 * report that comes too early waits, and is passed on when its time has come or the body has ended.
 */
final class ProgressThrottle {

  static final Duration APART = Duration.ofMillis(250);

  private final AttemptOutput output;
  private final Attempt attempt;
  private final Executor later;

  // guarded by this
  private Instant passedOn = Instant.MIN;
  private @Nullable Progress held;
  private boolean due;

  /** Makes one that passes on by {@code later} what has waited: after {@link #APART}. */
  ProgressThrottle(AttemptOutput output, Attempt attempt, Executor later) {
    this.output = output;
    this.attempt = attempt;
    this.later = later;
  }

  synchronized void report(Instant at, double fraction, @Nullable String message) {
    if (Double.isNaN(fraction)) {
      return;
    }
    String cut =
        message == null || message.length() <= Progress.LONGEST
            ? message
            : Truncation.of(message, Progress.LONGEST - 1);
    held = new Progress(at, Math.clamp(fraction, 0, 1), cut);
    if (passedOn.equals(Instant.MIN) || !at.isBefore(passedOn.plus(APART))) {
      flush();
    } else if (!due) { // one timer an attempt, however often it reports
      due = true;
      later.execute(this::timeHasCome);
    }
  }

  private synchronized void timeHasCome() {
    due = false;
    flush();
  }

  /** Passes on what was held back. */
  synchronized void flush() {
    Progress progress = held;
    if (progress != null) {
      held = null;
      passedOn = progress.at();
      output.progress(attempt, progress);
    }
  }
}

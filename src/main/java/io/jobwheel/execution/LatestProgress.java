package io.jobwheel.execution;

import io.jobwheel.job.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a body says of its progress, a few times a second and the last one for certain.
 * Confined to the thread or task of the body.
 */
final class LatestProgress {

  private static final Duration APART = Duration.ofMillis(250);

  private final AttemptOutput output;
  private final Attempt attempt;
  private Instant passedOn = Instant.MIN;
  private @Nullable Progress held;

  LatestProgress(AttemptOutput output, Attempt attempt) {
    this.output = output;
    this.attempt = attempt;
  }

  void report(Instant at, double fraction, @Nullable String message) {
    if (Double.isNaN(fraction)) {
      return;
    }
    String cut =
        message == null || message.length() <= Progress.LONGEST
            ? message
            : message.substring(0, Progress.LONGEST - 1) + "…";
    held = new Progress(at, Math.clamp(fraction, 0, 1), cut);
    if (passedOn.equals(Instant.MIN) || !at.isBefore(passedOn.plus(APART))) {
      flush();
    }
  }

  /** Passes on what was held back. */
  void flush() {
    Progress progress = held;
    if (progress != null) {
      held = null;
      passedOn = progress.at();
      output.progress(attempt, progress);
    }
  }
}

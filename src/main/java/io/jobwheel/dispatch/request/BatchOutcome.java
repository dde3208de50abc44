package io.jobwheel.dispatch.request;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of one job of a batch. */
public sealed interface BatchOutcome {

  /**
   * The job is stored.
   *
   * @param state its state; null if it was deleted since an earlier request created it
   * @param duplicate {@code RETURNED} or {@code REPLACED} if the job is that of another request and
   *     holds the unique key; null if the request created it
   */
  record Accepted(UUID id, @Nullable JobState state, @Nullable DuplicateOutcome duplicate)
      implements BatchOutcome {}

  /** The job is not stored. */
  record Rejected(FieldErrors errors) implements BatchOutcome {

    /** Returns the outcome of a job whose unique key another job holds. */
    public static Rejected keyHeldBy(UUID holder) {
      FieldErrors errors = new FieldErrors();
      errors.add(new FieldError("unique", "job %s holds the key".formatted(holder)));
      return new Rejected(errors);
    }

    /** Returns the outcome of a job for which a limit has no permits. */
    public static Rejected limitReached(Blocker blocker) {
      FieldErrors errors = new FieldErrors();
      errors.add(
          new FieldError(
              "limits", LimitReachedException.describe(blocker) + " has no permits left"));
      return new Rejected(errors);
    }
  }
}

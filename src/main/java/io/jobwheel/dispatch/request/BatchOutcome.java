package io.jobwheel.dispatch.request;

import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.JobState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of one job of a batch. */
public sealed interface BatchOutcome {

  /**
   * The job is stored.
   *
   * @param state its state; null if it was deleted since an earlier request created it
   */
  record Accepted(UUID id, @Nullable JobState state) implements BatchOutcome {}

  /** The job is invalid and not stored. */
  record Rejected(FieldErrors errors) implements BatchOutcome {}
}

package io.jobwheel.store.sql;

import io.jobwheel.job.ErrorCode;
import java.util.Collections;

/** Parts of statements. */
public final class SqlFragments {

  /**
   * The error message of a running job that becomes cancelled: that of its cancellation request if
   * it has one. Parameter: the message of the others.
   */
  public static final String CANCELLED_MESSAGE =
      "CASE WHEN error_code = '%s' THEN error_message ELSE ? END"
          .formatted(ErrorCode.CANCELLED.code());

  /**
   * Queues a running job again, or cancels it if it has a cancellation request. Parameters: the end
   * time and the error message. The fence is unchanged: no write can pass it before the next claim,
   * since the job is not running.
   */
  public static final String REQUEUE_OR_CANCEL =
      """
      UPDATE job
      SET
        state = CASE WHEN cancel_requested_at IS NULL THEN 'QUEUED' ELSE 'CANCELLED' END,
        owner = NULL,
        started_at = CASE WHEN cancel_requested_at IS NULL THEN NULL ELSE started_at END,
        finished_at = CASE WHEN cancel_requested_at IS NULL THEN NULL ELSE ? END,
        error_code = CASE WHEN cancel_requested_at IS NULL THEN error_code ELSE '%s' END,
        error_message = CASE WHEN cancel_requested_at IS NULL THEN error_message ELSE %s END
      """
          .formatted(ErrorCode.CANCELLED.code(), CANCELLED_MESSAGE);

  /**
   * The condition that a job, found by its id, is running. Without the concatenation a database may
   * use the index of running jobs, which its statistics may show as small, and scan it for each
   * job.
   */
  public static final String IS_RUNNING = "state || '' = 'RUNNING'";

  private SqlFragments() {}

  /** Returns question marks for an {@code IN} list. */
  public static String placeholders(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }
}

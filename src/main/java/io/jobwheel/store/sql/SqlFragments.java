package io.jobwheel.store.sql;

import java.util.Collections;

/** Text that statements share. */
public final class SqlFragments {

  /**
   * Brings a running job back: it is queued again, or cancelled where that was asked for. Takes the
   * time of the end and the message of the error. The fence stays, and no write passes it before
   * the next claim: the job is not running.
   */
  public static final String BRING_BACK =
      """
      UPDATE job
      SET
        state = CASE WHEN cancel_requested_at IS NULL THEN 'QUEUED' ELSE 'CANCELLED' END,
        owner = NULL,
        started_at = CASE WHEN cancel_requested_at IS NULL THEN NULL ELSE started_at END,
        finished_at = CASE WHEN cancel_requested_at IS NULL THEN NULL ELSE ? END,
        error_code = CASE WHEN cancel_requested_at IS NULL THEN error_code ELSE 'cancelled' END,
        error_message = CASE WHEN cancel_requested_at IS NULL THEN error_message ELSE ? END
      """;

  /**
   * Says that a job is found by its id and then has to be running. Without the concatenation a
   * database may take the index of the running jobs, of which there seem to be few, and read all of
   * it for each job.
   */
  public static final String IS_RUNNING = "state || '' = 'RUNNING'";

  private SqlFragments() {}

  /** So many question marks for an {@code IN}. */
  public static String marks(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }
}

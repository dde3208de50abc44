package io.jobwheel.dispatch.outcome;

import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Retry;
import java.util.regex.Pattern;

/**
 * Replaces an outcome by one without the text of handlers and programs: an error keeps its code and
 * loses its message, and a result becomes a failure of the job. The rest is short and ASCII, for a
 * store that refused the outcome because of its text.
 */
final class TextlessOutcome {

  private static final Pattern PLAIN_CODE = Pattern.compile("[a-z0-9-]{1,64}");

  private static final Outcome.Failed WITHOUT_RESULT =
      new Outcome.Failed(
          ErrorCode.RESULT_NOT_STORED.error(
              "The attempt succeeded, but the store refused its result."),
          Retry.NEVER);

  private TextlessOutcome() {}

  /** Returns the plain outcome; the outcome itself if it is plain. */
  static Outcome of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> WITHOUT_RESULT;
      case Outcome.Failed(JobError error, Retry retry, var reason) ->
          new Outcome.Failed(plain(error), retry, reason);
      case Outcome.Crashed(JobError error) -> new Outcome.Crashed(plain(error));
      case Outcome.Retried(JobError error, var runAt, var reason) ->
          new Outcome.Retried(plain(error), runAt, reason);
      case Outcome.Cancelled(JobError error, var forced) ->
          new Outcome.Cancelled(plain(error), forced);
      case Outcome.Released _ -> outcome;
    };
  }

  private static JobError plain(JobError error) {
    if (error.equals(WITHOUT_RESULT.error())) {
      return error;
    }
    return new JobError(
        PLAIN_CODE.matcher(error.code()).matches()
            ? error.code()
            : ErrorCode.ERROR_NOT_STORED.code(),
        "The store refused the message of the error.");
  }
}

package io.jobwheel.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The error codes of jobs of any type. Handlers have codes of their own. {@code docs/errors.md}
 * describes all of them.
 */
public enum ErrorCode {
  /** The handler threw an exception without a code. */
  HANDLER_FAILED,
  /** The result exceeds the limit. */
  RESULT_TOO_LARGE,
  /** The payload is too long to be sent to a worker process. */
  PAYLOAD_TOO_LARGE,
  /** The lane could not run the attempt. */
  LANE_FAILED,
  /** The attempt exceeded the time limit of its job. */
  TIMED_OUT,
  /** The deadline of the job passed before it ended. */
  DEADLINE_EXCEEDED,
  /** The worker process that ran the attempt died. */
  PROCESS_DIED,
  /** The node of the attempt was lost. Only attempts have this code, see {@link AttemptRecord}. */
  NODE_LOST,
  /** The job lost too many nodes or processes. */
  CRASHED,
  /** The job was cancelled before it began, or its handler acknowledged the cancellation. */
  CANCELLED,
  /** The job was cancelled, and its worker process had to be killed. */
  CANCELLED_BY_FORCE,
  /** Too many attempts were released. */
  RELEASED_TOO_OFTEN,
  /** The database refused the result. */
  RESULT_NOT_STORED,
  /** The database refused the error, and its code is not plain ASCII. */
  ERROR_NOT_STORED;

  private static final Map<String, ErrorCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(ErrorCode::code, Function.identity()));

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the code as clients see it, such as {@code timed-out}. */
  public String code() {
    return code;
  }

  /** Returns an error with this code. */
  public JobError error(String message) {
    return new JobError(code, message);
  }

  /** Returns the code of an error; empty if it is a code of a handler. */
  public static Optional<ErrorCode> of(JobError error) {
    return Optional.ofNullable(BY_CODE.get(error.code()));
  }
}

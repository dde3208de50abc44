package io.jobwheel.handler.command;

import java.util.Locale;

/** The error codes of the job type {@code command}. {@code docs/errors.md} describes them. */
public enum CommandErrorCode {
  UNEXPECTED_EXIT_CODE,
  COMMAND_TIMED_OUT,
  BUSY,
  START_FAILED,
  UNKNOWN_COMMAND,
  INVALID_PARAMETERS;

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Returns the code as clients see it, such as {@code start-failed}. */
  public String code() {
    return code;
  }
}

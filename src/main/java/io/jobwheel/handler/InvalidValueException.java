package io.jobwheel.handler;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * A value in JSON that cannot be, in words that are written for clients; those of Jackson are not.
 */
public final class InvalidValueException extends MismatchedInputException {

  private static final long serialVersionUID = 1L;

  private InvalidValueException(JsonParser parser, String message) {
    super(parser, message);
  }

  /** Makes the exception for the value that the parser has read last. */
  public static InvalidValueException at(JsonParser parser, String message) {
    return new InvalidValueException(parser, message);
  }
}

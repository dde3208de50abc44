package io.jobwheel.handler;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.exc.MismatchedInputException;

/** An invalid JSON value, with a message for clients. Jackson's own messages are never shown. */
public final class InvalidValueException extends MismatchedInputException {

  private static final long serialVersionUID = 1L;

  private InvalidValueException(JsonParser parser, String message) {
    super(parser, message);
  }

  /** Returns an exception for the value that the parser has read last. */
  public static InvalidValueException at(JsonParser parser, String message) {
    return new InvalidValueException(parser, message);
  }
}

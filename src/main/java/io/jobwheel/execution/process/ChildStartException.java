package io.jobwheel.execution.process;

/** A child could not be started; the message has what it wrote last. */
final class ChildStartException extends RuntimeException {

  ChildStartException(String message, Throwable cause) {
    super(message, cause);
  }
}

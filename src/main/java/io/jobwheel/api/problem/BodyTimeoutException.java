package io.jobwheel.api.problem;

import java.net.SocketTimeoutException;

/** A body that is read as a stream was not received in time. */
public final class BodyTimeoutException extends RuntimeException {

  public BodyTimeoutException(SocketTimeoutException cause) {
    super(cause);
  }
}

package io.jobwheel.eventloop;

/**
 * A {@link Barrier} was aborted, or was reset while the task waited at it. Unchecked, unlike {@link
 * java.util.concurrent.BrokenBarrierException}.
 */
public final class BrokenBarrierException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BrokenBarrierException(String message) {
    super(message);
  }
}

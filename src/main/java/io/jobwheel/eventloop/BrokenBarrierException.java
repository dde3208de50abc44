package io.jobwheel.eventloop;

/**
 * Thrown by {@link Barrier#await} if the barrier is reset or aborted before the task has passed.
 * Unchecked, unlike {@link java.util.concurrent.BrokenBarrierException}, to which it is not
 * related.
 */
public final class BrokenBarrierException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BrokenBarrierException(String message) {
    super(message);
  }
}

package io.jobwheel.eventloop;

/** When {@link EventLoop#wait(java.util.Collection, ReturnWhen)} returns. */
public enum ReturnWhen {
  /** When all have ended. */
  ALL_COMPLETED,
  /** When any has ended or was cancelled. */
  FIRST_COMPLETED,
  /** When any ended with an exception; a cancellation is none. Else when all have ended. */
  FIRST_EXCEPTION
}

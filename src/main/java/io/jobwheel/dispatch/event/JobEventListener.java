package io.jobwheel.dispatch.event;

/**
 * Receives the events of jobs. Each bean of this type is a listener; {@link
 * org.springframework.core.annotation.Order} sets its place among the others.
 *
 * <p>A listener is called by the thread of the store that made the commit, so that blocking delays
 * the next commit. It only changes memory: it does no I/O, and waits neither for a lock that is
 * held during I/O nor for another thread. For other work it passes the event to its own bounded
 * executor.
 */
@FunctionalInterface
public interface JobEventListener {

  /** The order of listeners that only count: meters and backlogs. */
  int COUNT = 0;

  /** The order of listeners that act on jobs: the dispatcher, the cancellation of attempts. */
  int ACT = 100;

  /** The order of listeners that complete waits, after the other listeners have run. */
  int COMPLETE = 200;

  /**
   * Handles an event, without blocking. Events of one commit arrive in order. An exception is
   * logged and affects no other listener.
   */
  void onEvent(JobEvent event);
}

package io.jobwheel.dispatch.event;

/**
 * Receives the events of jobs. Each bean of this type is a listener; {@link
 * org.springframework.core.annotation.Order} sets its place among the others.
 *
 * <p>The call comes on the thread of the store that made the commit, so that every wait in it
 * delays the next commit. A listener only changes memory: it does no I/O, waits for no lock that is
 * held during I/O, and waits for no other thread. One that has more to do hands the event to a
 * bounded executor of its own.
 */
@FunctionalInterface
public interface JobEventListener {

  /** The order of listeners that only count: meters and backlogs. */
  int COUNT = 0;

  /** The order of listeners that act on jobs: the dispatcher, the cancellation of attempts. */
  int ACT = 100;

  /** The order of listeners that complete waits: their callers see what the others changed. */
  int COMPLETE = 200;

  /**
   * Handles one event; returns at once. Events of one commit come in their order. What it throws is
   * logged and affects no other listener.
   */
  void onEvent(JobEvent event);
}

package io.jobwheel.dispatch.event;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what was committed to all listeners, in their order, on the calling thread. A listener
 * that throws is logged, and the others are called all the same. Safe from any thread.
 */
public final class JobEventPublisher {

  private static final Logger log = LoggerFactory.getLogger(JobEventPublisher.class);

  private final List<JobEventListener> listeners;

  public JobEventPublisher(List<JobEventListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Publishes the events of a write once it is committed, whether or not a caller still waits for
   * it.
   *
   * @param mapper makes the events from the answer of the store
   * @return completes as {@code write} does, after its events are published
   */
  public <T> CompletableFuture<T> publishAfter(
      CompletableFuture<T> write, Function<? super T, List<JobEvent>> mapper) {
    return write.whenComplete((answer, error) -> {
      if (error == null) {
        publish(mapper.apply(answer));
      }
    });
  }

  /** Publishes events that are committed. */
  public void publish(List<JobEvent> events) {
    for (JobEvent event : events) {
      for (JobEventListener listener : listeners) {
        deliver(event, listener);
      }
    }
  }

  private static void deliver(JobEvent event, JobEventListener listener) {
    try {
      listener.onEvent(event);
    } catch (Throwable e) { // also an Error: the other listeners keep counts and complete waits
      report(event, listener, e);
    }
  }

  private static void report(JobEvent event, JobEventListener listener, Throwable error) {
    try {
      log.error(
          "{} - failed on {}",
          listener.getClass().getSimpleName(),
          event.getClass().getSimpleName(),
          error);
    } catch (Throwable e) {
      // what the listener lacks, such as memory, the log may lack too
    }
  }
}

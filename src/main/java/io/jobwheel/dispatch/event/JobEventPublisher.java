package io.jobwheel.dispatch.event;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events of commits to all listeners, in their order, by the calling thread. An exception
 * of a listener is logged; the other listeners are still called. Safe for use by any thread.
 */
public final class JobEventPublisher {

  private static final Logger log = LoggerFactory.getLogger(JobEventPublisher.class);

  private final List<JobEventListener> listeners;

  public JobEventPublisher(List<JobEventListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Publishes the events of a write after its commit, even if no caller waits for it any more.
   *
   * @param mapper maps the answer of the store to events
   * @return a future that completes as {@code write} does, after the publication
   */
  public <T> CompletableFuture<T> publishAfter(
      CompletableFuture<T> write, Function<? super T, List<JobEvent>> mapper) {
    return write.whenComplete((answer, error) -> {
      if (error == null) {
        publish(mapper.apply(answer));
      }
    });
  }

  /** Publishes events whose commit has succeeded. */
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
    } catch (Throwable e) { // including Errors: the other listeners must be called
      report(event, listener, e);
    }
  }

  private static void report(JobEvent event, JobEventListener listener, Throwable error) {
    try {
      log.error(
          "{} - failed to handle {}",
          listener.getClass().getSimpleName(),
          event.getClass().getSimpleName(),
          error);
    } catch (Throwable e) {
      // the log may fail for the same reason, such as a lack of memory
    }
  }
}

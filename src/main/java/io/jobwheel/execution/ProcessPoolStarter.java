package io.jobwheel.execution;

import io.jobwheel.execution.process.ProcessPool;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Starts the worker processes when the node is ready, so that they do not take the processors while
 * it starts. Jobs of the mode wait until the first process is warm.
 */
final class ProcessPoolStarter implements ApplicationListener<ApplicationReadyEvent> {

  private final ProcessPool pool;

  ProcessPoolStarter(ProcessPool pool) {
    this.pool = pool;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    pool.start();
  }
}

package io.jobwheel.eventloop;

import java.time.Duration;

/** Runs a loop for the last time: cancels every task and gives it a limited time to end. */
final class LoopShutdown {

  // how long the closing thread waits, past the limit, for a step that does not end
  private static final Duration STEP_LIMIT = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final Baton baton;
  private final LoopThread loopThread;
  // one request for all tasks, which reaches each task once: otherwise a long chain of tasks would
  // be walked for each of them
  private final CancelPropagation request;

  LoopShutdown(EventLoop loop, Baton baton) {
    this.loop = loop;
    this.baton = baton;
    this.loopThread = baton.loopThread();
    this.request = new CancelPropagation("%s is closing".formatted(loop));
  }

  /**
   * Cancels all tasks. Returns when every task has ended, or when the limit has passed. The loop
   * must not run.
   */
  void cancelTasks(Duration limit) throws InterruptedException {
    // a separate thread, since a task that blocks would block the caller forever
    Thread last = Thread.ofVirtual().name(loop.name() + "-close").start(() -> run(limit));
    var _ = last.join(limit.plus(STEP_LIMIT));
  }

  private void run(Duration limit) {
    loopThread.attachForShutdown();
    try {
      var _ = baton.setTimer(limit.toNanos(), loopThread::stopNow);
      for (Task<?> task = baton.tasks().newest(); task != null; task = LiveTasks.olderThan(task)) {
        var _ = request.cancel(task);
      }
      stopOnceAllTasksEnd();
      loopThread.runUntilStopped();
    } finally {
      loopThread.detach();
    }
  }

  private void stopOnceAllTasksEnd() {
    Task<?> left = baton.tasks().newest();
    if (left == null) {
      loopThread.stopNow();
      return;
    }
    if (left.cancelling() == 0) {
      var _ = request.cancel(left); // created by another task during its clean-up
    }
    left.addDoneCallback(ended -> {
      report(left); // this callback counts as a waiter, and may be the only one
      stopOnceAllTasksEnd();
    });
  }

  private void report(Task<?> ended) {
    Throwable error = ended.isCancelled() ? null : ended.exception();
    if (error != null) {
      loop.report(new ExceptionContext(ended.name(), error, ended, null));
    }
  }

  /** Reports the tasks that have not ended within the limit. */
  static void reportUnfinished(EventLoop loop, Baton baton) {
    for (Task<?> task = baton.tasks().newest(); task != null; task = LiveTasks.olderThan(task)) {
      if (!task.isDone()) {
        String message = "%s has not ended when its loop was closed".formatted(task);
        loop.report(
            new ExceptionContext(task.name(), new IllegalStateException(message), task, null));
      }
    }
  }
}

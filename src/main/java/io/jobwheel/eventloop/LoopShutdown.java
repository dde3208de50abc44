package io.jobwheel.eventloop;

import java.time.Duration;

/** The last run of a loop: every task is cancelled and gets a limited time to end. */
final class LoopShutdown {

  // how long the closer waits, past the limit, for a step that does not end
  private static final Duration STEP_LIMIT = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final Baton baton;
  private final LoopThread loopThread;
  // one request for all, which asks nobody twice: a long chain of tasks would be walked for each
  private final CancelPropagation request;

  LoopShutdown(EventLoop loop, Baton baton) {
    this.loop = loop;
    this.baton = baton;
    this.loopThread = baton.loopThread();
    this.request = new CancelPropagation("%s is closing".formatted(loop));
  }

  /** Returns when every task has ended, or the time is over; the loop must not run. */
  void cancelTasks(Duration limit) throws InterruptedException {
    // a thread of its own, since a task that blocks would keep the caller for ever
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
      var _ = request.cancel(left); // made by another that was cleaning up
    }
    left.addDoneCallback(ended -> {
      report(left); // this callback is who waits for it, and nobody else may
      stopOnceAllTasksEnd();
    });
  }

  private void report(Task<?> ended) {
    Throwable error = ended.isCancelled() ? null : ended.exception();
    if (error != null) {
      loop.report(new ExceptionContext(ended.name(), error, ended, null));
    }
  }
}

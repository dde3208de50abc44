package io.jobwheel.eventloop;

import java.time.Duration;

/** The last run of a loop: every task is cancelled and gets a limited time to end. */
final class Closing {

  // how long the closer waits, past the limit, for a step that does not end
  private static final Duration STEP_LIMIT = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final Baton baton;
  private final Home home;

  Closing(EventLoop loop, Baton baton) {
    this.loop = loop;
    this.baton = baton;
    this.home = baton.home();
  }

  /** Returns when every task has ended, or the time is over; the loop must not run. */
  void cancelTasks(Duration limit) throws InterruptedException {
    // a thread of its own, since a task that blocks would keep the caller for ever
    Thread last = Thread.ofVirtual().name(loop.name() + "-close").start(() -> run(limit));
    var _ = last.join(limit.plus(STEP_LIMIT));
  }

  private void run(Duration limit) {
    home.enterToClose();
    try {
      baton.setTimer(limit.toNanos(), home::stopNow, null);
      for (Task<?> task = baton.tasks().newest(); task != null; task = task.older) {
        cancel(task);
      }
      stopWhenNoTaskIsLeft();
      home.stay();
    } finally {
      home.leave();
    }
  }

  private void stopWhenNoTaskIsLeft() {
    Task<?> left = baton.tasks().newest();
    if (left == null) {
      home.stopNow();
      return;
    }
    if (left.cancelling() == 0) {
      cancel(left); // made by another that was cleaning up
    }
    left.addDoneCallback(ended -> {
      report(left); // this callback is who waits for it, and nobody else may
      stopWhenNoTaskIsLeft();
    });
  }

  private void report(Task<?> ended) {
    Throwable error = ended.isCancelled() ? null : ended.exception();
    if (error != null) {
      loop.report(ended.name(), error);
    }
  }

  private void cancel(Task<?> task) {
    try {
      task.cancel("%s is closing".formatted(loop));
    } catch (StackOverflowError e) {
      loop.report(task.name(), e); // it waits for a very long chain of tasks, or in a circle
    }
  }
}

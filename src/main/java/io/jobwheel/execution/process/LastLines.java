package io.jobwheel.execution.process;

import io.jobwheel.job.Truncation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The last lines of the output of a process. Safe for use by any thread. */
final class LastLines {

  private static final int LINES = 20;
  private static final int LINE_LENGTH = 300;

  private final CountDownLatch complete = new CountDownLatch(1);

  // guarded by this
  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(Truncation.of(line, LINE_LENGTH));
  }

  /** Marks the end of the output. */
  void complete() {
    complete.countDown();
  }

  /** Waits up to {@code limit} for the end of the output. Returns whether it was reached. */
  boolean awaitComplete(Duration limit) throws InterruptedException {
    return complete.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns the lines, oldest first; empty if there are none. */
  synchronized String text() {
    return String.join("\n", lines);
  }
}

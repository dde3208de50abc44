package io.jobwheel.execution.process;

import io.jobwheel.job.Truncation;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of the output of a process. Safe for use by any thread. */
final class LastLines {

  private static final int LINES = 20;
  private static final int LINE_LENGTH = 300;

  // guarded by this
  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(Truncation.of(line, LINE_LENGTH));
  }

  /** Returns the lines, oldest first; empty if there are none. */
  synchronized String text() {
    return String.join("\n", lines);
  }
}

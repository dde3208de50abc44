package io.jobwheel.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * Who submits, and how much of theirs may wait.
 *
 * @param name what their jobs remember; the jobs of a name count together
 * @param maxBacklog how many of their jobs may wait, for a slot or for their time, on all nodes
 *     together; null: no limit
 */
public record Submitter(String name, @Nullable Long maxBacklog) {

  public Submitter {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("A submitter has a name.");
    }
    if (maxBacklog != null && maxBacklog < 0) {
      throw new IllegalArgumentException("maxBacklog cannot be negative: " + maxBacklog);
    }
  }
}

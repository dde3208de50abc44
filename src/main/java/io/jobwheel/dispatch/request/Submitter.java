package io.jobwheel.dispatch.request;

import org.jspecify.annotations.Nullable;

/**
 * The submitter of jobs, and the limit on its backlog.
 *
 * @param name stored with each job; jobs with the same name count together
 * @param maxBacklog maximum number of its queued and scheduled jobs, on all nodes together; null:
 *     no limit
 */
public record Submitter(String name, @Nullable Long maxBacklog) {

  public Submitter {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The name of a submitter must not be empty.");
    }
    if (maxBacklog != null && maxBacklog < 0) {
      throw new IllegalArgumentException("maxBacklog must not be negative: " + maxBacklog);
    }
  }
}

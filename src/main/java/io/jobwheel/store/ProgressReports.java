package io.jobwheel.store;

import io.jobwheel.job.Progress;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** How far attempts are, the newest report of each job. Safe from any thread. */
public interface ProgressReports {

  /**
   * One report of one attempt.
   *
   * @param attempt the number of the attempt, from 1
   */
  record ProgressReport(UUID jobId, int attempt, Progress progress) {}

  /**
   * Keeps a report in place of the one before, unless that is of a later attempt. Reports of one
   * attempt that are handed in in order replace each other in that order; one that is handed in
   * before an outcome is durable before that is.
   */
  CompletableFuture<Void> record(ProgressReport report);

  /** The newest report of that attempt; empty when it made none, or a later one has. */
  Optional<Progress> progressOf(UUID jobId, int attempt);
}

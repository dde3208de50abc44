package io.jobwheel.store;

import io.jobwheel.job.Progress;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The latest progress report of each job. Thread-safe. */
public interface ProgressReports {

  /**
   * A progress report of one attempt.
   *
   * @param attempt the number of the attempt, from 1
   */
  record ProgressReport(UUID jobId, int attempt, Progress progress) {}

  /**
   * Replaces the stored report of the job, unless that belongs to a later attempt. Reports of one
   * attempt replace each other in the order of the calls. A report that is recorded before an
   * outcome is durable before the outcome is. The future fails with {@link
   * StoreUnavailableException} if the store cannot be written.
   */
  CompletableFuture<Void> record(ProgressReport report);

  /**
   * Returns the latest report of an attempt; empty if it made none, or if a later attempt has made
   * one.
   */
  Optional<Progress> progressOf(UUID jobId, int attempt);
}

package io.jobwheel.store;

import java.util.concurrent.CompletableFuture;

/** Writes new jobs. Safe from any thread. */
public interface JobSubmissions {

  /**
   * Stores a submission, whole or not at all. The future completes after the commit: from then on
   * the jobs survive a power cut. It completes on a thread of the store, so what hangs on it must
   * be short. It fails with {@link StoreUnavailableException} when the store is closed, full or
   * past its bound of waiting writes; nothing was stored then. Cancelling it withdraws the
   * submission for good if it still waits for its transaction, and is false otherwise.
   */
  CompletableFuture<Void> submit(Submission submission);
}

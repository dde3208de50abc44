package io.jobwheel.comparison;

import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.job.Job;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cancels the unfinished jobs of a group. Safe for use by any thread. */
final class GroupCanceller {

  // one commit serves many cancellations that come at the same time
  private static final int AT_ONCE = 100;

  private static final Logger log = LoggerFactory.getLogger(GroupCanceller.class);

  private final JobQueries queries;
  private final JobCanceller canceller;

  GroupCanceller(JobQueries queries, JobCanceller canceller) {
    this.queries = queries;
    this.canceller = canceller;
  }

  /**
   * Cancels the jobs that wait, and requests the cancellation of those that run. A second call has
   * no effect on jobs that were cancelled.
   *
   * @return the number of these jobs; 0 if the group does not exist
   * @throws StoreUnavailableException if at least one could not be cancelled; the others are
   */
  int cancel(UUID group) {
    List<UUID> open =
        queries.jobsOfGroup(group, TextSelection.NONE, ReadMeter.NONE).stream()
            .map(JobView::job)
            .filter(job -> !job.state().isFinal())
            .map(Job::id)
            .toList();
    int failed = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int first = 0; first < open.size(); first += AT_ONCE) {
        List<Future<?>> cancelled = new ArrayList<>();
        for (UUID job : open.subList(first, Math.min(first + AT_ONCE, open.size()))) {
          cancelled.add(threads.submit(() -> cancelJob(job)));
        }
        for (Future<?> each : cancelled) {
          failed += isDone(each) ? 0 : 1;
        }
      }
    }
    if (failed > 0) {
      throw new StoreUnavailableException(
          "%d of %d jobs of group %s could not be cancelled. Repeat the request."
              .formatted(failed, open.size(), group));
    }
    return open.size();
  }

  private void cancelJob(UUID job) {
    try {
      var _ = canceller.cancel(job);
    } catch (JobConflictException | JobNotFoundException e) {
      log.debug("A job of a comparison has ended by itself: {}", e.getMessage());
    }
  }

  /** Waits for a cancellation; returns whether it is stored. */
  private static boolean isDone(Future<?> cancelled) {
    try {
      var _ = cancelled.get();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      log.warn("A job of a comparison could not be cancelled", e.getCause());
      return false;
    }
  }
}

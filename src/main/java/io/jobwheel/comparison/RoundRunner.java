package io.jobwheel.comparison;

import io.jobwheel.comparison.RoundMeter.RoundUsage;
import io.jobwheel.comparison.report.RoundResult;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one round: submits a group, waits for its end and measures it. Confined to one thread. */
final class RoundRunner {

  private static final Duration SAMPLE_EVERY = Duration.ofMillis(100);

  // a look at the store every 2 s
  private static final int SAMPLES_PER_LOOK = 20;

  private static final Logger log = LoggerFactory.getLogger(RoundRunner.class);

  private final JobSubmitter submitter;
  private final JobAwaiter awaiter;
  private final JobQueries queries;
  private final Comparisons comparisons;
  private final Lanes lanes;
  private final EventLoopGroup loops;
  private final Duration limit;

  /**
   * Creates a runner.
   *
   * @param limit the maximum time of a round
   */
  RoundRunner(
      JobSubmitter submitter,
      JobAwaiter awaiter,
      JobQueries queries,
      Comparisons comparisons,
      Lanes lanes,
      EventLoopGroup loops,
      Duration limit) {
    this.submitter = submitter;
    this.awaiter = awaiter;
    this.queries = queries;
    this.comparisons = comparisons;
    this.lanes = lanes;
    this.loops = loops;
    this.limit = limit;
  }

  /**
   * Runs a round.
   *
   * @param group the id of its group, which the comparison has recorded
   * @param guard ends the round early
   * @throws RoundFailedException if the round was not accepted, has not ended in time, or has ended
   *     early
   */
  RoundResult run(ComparisonOrder order, ExecutionMode mode, UUID group, RoundGuard guard)
      throws RoundFailedException, InterruptedException {
    UUID node = order.comparison().node();
    boolean alone = comparisons.otherNodes(node) == 0;
    RoundMeter meter = new RoundMeter(lanes, loops, mode);
    submit(order, mode, group);
    guard.checkStore(); // if it has ended by now, its end did not find the group
    await(group, meter, guard);
    RoundUsage usage = meter.end();
    guard.checkStore(); // otherwise its jobs were cancelled, or rescued by another node
    alone &= comparisons.otherNodes(node) == 0;
    List<Job> jobs =
        queries.jobsOfGroup(group, TextSelection.NONE, ReadMeter.NONE).stream()
            .map(JobView::job)
            .toList();
    if (jobs.size() < order.payloads().size()) {
      throw RoundFailedException.failed(
          ComparisonErrorCode.JOBS_DELETED, "Jobs were deleted before they were measured.");
    }
    int parallel = Math.min(threads(mode, jobs.size()), Runtime.getRuntime().availableProcessors());
    return RoundTimes.of(group, jobs, alone ? usage : RoundUsage.UNKNOWN, parallel);
  }

  /** Returns the number of threads or processes that run the jobs of a group at a time. */
  int threads(ExecutionMode mode, int jobs) {
    return switch (mode) {
      case SEQUENTIAL, EVENT_LOOP -> 1; // all jobs of a group run on the same loop
      case THREAD_POOL, VIRTUAL_THREADS, PROCESS_POOL ->
          Math.max(1, Math.min(jobs, lanes.of(mode).slots()));
    };
  }

  private void submit(ComparisonOrder order, ExecutionMode mode, UUID group)
      throws RoundFailedException {
    String type = order.comparison().spec().type();
    List<JobRequest> jobs =
        order.payloads().stream()
            .map(payload -> new JobRequest(type, null, payload, null, null, null, null, null, null))
            .toList();
    try {
      var _ =
          submitter.submit(
              new GroupRequest(mode.wireName(), null, List.copyOf(jobs), null),
              new SubmissionContext(order.submitter(), null, null, group));
    } catch (NotAdmittedException e) {
      throw RoundFailedException.failed(
          ComparisonErrorCode.NOT_ADMITTED, String.valueOf(e.getMessage()));
    }
  }

  private void await(UUID group, RoundMeter meter, RoundGuard guard)
      throws RoundFailedException, InterruptedException {
    try {
      CompletableFuture<JobGroup> ended = awaiter.awaitGroup(group, limit);
      for (int samples = 1; !isDone(ended); samples++) {
        meter.sample();
        guard.checkNode();
        if (samples % SAMPLES_PER_LOOK == 0) {
          look(guard);
        }
      }
      if (ended.get().outcome() == null) {
        throw RoundFailedException.failed(
            ComparisonErrorCode.ROUND_TIMEOUT,
            "A round did not end within %s (jobwheel.comparisons.round-timeout).".formatted(limit));
      }
    } catch (JobNotFoundException e) {
      throw RoundFailedException.failed(
          ComparisonErrorCode.JOBS_DELETED, String.valueOf(e.getMessage()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("The wait for a group failed", e);
    }
  }

  /** Checks the store; an error does not end the round, since another look follows. */
  private static void look(RoundGuard guard) throws RoundFailedException {
    try {
      guard.checkStore();
    } catch (StoreUnavailableException e) {
      log.debug("The state of a comparison cannot be read: {}", e.toString());
    }
  }

  /** Waits until it is time for the next sample. */
  private static boolean isDone(CompletableFuture<?> ended)
      throws InterruptedException, ExecutionException {
    try {
      var _ = ended.get(SAMPLE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}

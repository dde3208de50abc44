package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.LaneBacklog;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.PayloadBudget;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.pause.PauseSnapshot;
import io.jobwheel.execution.Lane;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobClaims.ClaimRequest;
import io.jobwheel.store.JobClaims.Claimed;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Claims jobs for free slots: one batch for each lane, all lanes in one commit. */
final class JobClaimer {

  /**
   * Options of claims.
   *
   * @param node the node that claims
   * @param types names of the types that the node runs
   * @param batch maximum number of jobs of one claim
   * @param payloads memory for the payloads of all lanes
   * @param pauses the paused types and submitters, whose jobs are not claimed
   * @param clock provides the start time of attempts
   */
  record ClaimOptions(
      Supplier<Node> node,
      Set<String> types,
      int batch,
      PayloadBudget payloads,
      ActivePauses pauses,
      InstantSource clock) {}

  // a char of a String takes at most 3 bytes in UTF-8
  private static final int MAX_BYTES_PER_CHAR = 3;

  private final LaneBacklogs backlogs;
  private final JobClaims claims;
  private final AttemptRunner runner;
  private final ClaimOptions options;
  private final JobEventPublisher events;

  JobClaimer(
      LaneBacklogs backlogs,
      JobClaims claims,
      AttemptRunner runner,
      ClaimOptions options,
      JobEventPublisher events) {
    this.backlogs = backlogs;
    this.claims = claims;
    this.runner = runner;
    this.options = options;
    this.events = events;
  }

  /** Records for each lane that a claim may find any of the waiting jobs. */
  void expectAll() {
    backlogs.expectAll();
  }

  /**
   * Claims once for each lane that has free slots and may have waiting jobs, and starts the claimed
   * jobs after the commit, even if no caller waits for the future. Claims nothing while the
   * payloads of running attempts exhaust their budget.
   *
   * @return true if a batch was full, so that more jobs may wait
   */
  CompletableFuture<Boolean> fill() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    try {
      return fill(options.pauses().beginClaim(end)).whenComplete((_, _) -> end.complete(null));
    } catch (RuntimeException e) {
      end.complete(null);
      throw e;
    }
  }

  private CompletableFuture<Boolean> fill(PauseSnapshot paused) {
    List<CompletableFuture<Boolean>> batches = new ArrayList<>();
    List<LaneBacklog> waiting = backlogs.all().stream().filter(LaneBacklog::mayHaveJobs).toList();
    long free = options.payloads().free();
    if (waiting.isEmpty() || free <= 0) {
      return CompletableFuture.completedFuture(
          false); // the end of an attempt causes the next claim
    }
    long share = Math.max(free / waiting.size(), 1);
    for (LaneBacklog backlog : waiting) {
      int slots = backlog.lane().reserve(options.batch());
      if (slots > 0) {
        batches.add(claim(backlog, paused, slots, share));
      }
    }
    return CompletableFuture.allOf(batches.toArray(CompletableFuture[]::new))
        .thenApply(all -> batches.stream().anyMatch(CompletableFuture::join));
  }

  private CompletableFuture<Boolean> claim(
      LaneBacklog backlog, PauseSnapshot paused, int slots, long maxBytes) {
    Lane lane = backlog.lane();
    Node owner = options.node().get();
    long mark = backlog.arrivals();
    long waiting = backlog.waiting();
    CompletableFuture<List<Claimed>> write =
        claims
            .claim(
                new ClaimRequest(
                    owner.id(),
                    lane.mode(),
                    paused.unpaused(options.types()),
                    paused.hasSubmitters(),
                    slots,
                    maxBytes,
                    options.clock().instant()))
            .whenComplete(
                (claimed, error) -> lane.release(error == null ? slots - claimed.size() : slots));
    return events
        .publishAfter(write, claimed -> JobEventMapper.ofClaim(lane.mode(), claimed))
        .thenApply(claimed -> {
          start(lane, owner, claimed);
          boolean full = claimed.size() == slots || mayBeCut(claimed, maxBytes);
          if (!full) {
            if (!paused.pauses().isEmpty()) {
              backlog.foundPaused(Math.max(waiting - claimed.size(), 0));
            }
            backlog.foundEmpty(mark);
          }
          return full;
        });
  }

  /** Returns whether the byte limit may have cut the batch; if not, the next claim gets no jobs. */
  private static boolean mayBeCut(List<Claimed> claimed, long maxBytes) {
    long characters = claimed.stream().mapToLong(each -> each.job().payload().length()).sum();
    return characters >= maxBytes / MAX_BYTES_PER_CHAR && !claimed.isEmpty();
  }

  private void start(Lane lane, Node owner, List<Claimed> claimed) {
    claimed.forEach(each -> runner.start(lane, owner, each.job(), each.commonStart()));
  }
}

package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.LaneBacklog;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.PayloadBudget;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
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
   * @param clock provides the start time of attempts
   */
  record ClaimOptions(
      Supplier<Node> node,
      Set<String> types,
      int batch,
      PayloadBudget payloads,
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

  /**
   * Claims once for each lane that has free slots and may have waiting jobs, and starts the claimed
   * jobs after the commit, even if no caller waits for the future. Claims nothing while the
   * payloads of running attempts exhaust their budget.
   *
   * @return true if a batch was full, so that more jobs may wait
   */
  CompletableFuture<Boolean> fill() {
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
        batches.add(claim(backlog, slots, share));
      }
    }
    return CompletableFuture.allOf(batches.toArray(CompletableFuture[]::new))
        .thenApply(all -> batches.stream().anyMatch(CompletableFuture::join));
  }

  private CompletableFuture<Boolean> claim(LaneBacklog backlog, int slots, long maxBytes) {
    Lane lane = backlog.lane();
    Node owner = options.node().get();
    long mark = backlog.arrivals();
    CompletableFuture<List<Claimed>> write =
        claims
            .claim(
                new ClaimRequest(
                    owner.id(),
                    lane.mode(),
                    options.types(),
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

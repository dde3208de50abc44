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

/** Fills free slots from the waiting lines: a batch for each lane, all lanes in one commit. */
final class JobClaimer {

  /**
   * On what terms jobs are claimed.
   *
   * @param node who claims
   * @param types what it can run
   * @param batch how many at a time for a lane
   * @param payloads how many bytes of payloads at a time, for all lanes
   * @param clock gives the start of the attempts
   */
  record Terms(
      Supplier<Node> node,
      Set<String> types,
      int batch,
      PayloadBudget payloads,
      InstantSource clock) {}

  // of UTF-8, in which a character of a string takes three at most
  private static final int MOST_BYTES_OF_A_CHARACTER = 3;

  private final LaneBacklogs queues;
  private final JobClaims claims;
  private final AttemptRunner runner;
  private final Terms terms;
  private final JobEventPublisher events;

  JobClaimer(
      LaneBacklogs queues,
      JobClaims claims,
      AttemptRunner runner,
      Terms terms,
      JobEventPublisher events) {
    this.queues = queues;
    this.claims = claims;
    this.runner = runner;
    this.terms = terms;
    this.events = events;
  }

  /**
   * Claims once for every lane that has slots and may have jobs waiting, and starts what it gets,
   * also when no caller waits for the future any more. Claims nothing while the payloads of what
   * runs take all that they may. True when some batch came full: ask again.
   */
  CompletableFuture<Boolean> fill() {
    List<CompletableFuture<Boolean>> batches = new ArrayList<>();
    List<LaneBacklog> waiting = queues.all().stream().filter(LaneBacklog::maybeMore).toList();
    long free = terms.payloads().free();
    if (waiting.isEmpty() || free <= 0) {
      return CompletableFuture.completedFuture(false); // what ends asks again
    }
    long share = Math.max(free / waiting.size(), 1);
    for (LaneBacklog queue : waiting) {
      int slots = queue.lane().reserve(terms.batch());
      if (slots > 0) {
        batches.add(claim(queue, slots, share));
      }
    }
    return CompletableFuture.allOf(batches.toArray(CompletableFuture[]::new))
        .thenApply(all -> batches.stream().anyMatch(CompletableFuture::join));
  }

  private CompletableFuture<Boolean> claim(LaneBacklog queue, int slots, long maxBytes) {
    Lane lane = queue.lane();
    Node owner = terms.node().get();
    long mark = queue.arrivals();
    CompletableFuture<List<Claimed>> write =
        claims
            .claim(
                new ClaimRequest(
                    owner.id(),
                    lane.mode(),
                    terms.types(),
                    slots,
                    maxBytes,
                    terms.clock().instant()))
            .whenComplete(
                (claimed, error) -> lane.release(error == null ? slots - claimed.size() : slots));
    return events
        .publishAfter(write, claimed -> JobEventMapper.ofClaim(lane.mode(), claimed))
        .thenApply(claimed -> {
          start(lane, owner, claimed);
          boolean full = claimed.size() == slots || mayBeCut(claimed, maxBytes);
          if (!full) {
            queue.wasEmpty(mark);
          }
          return full;
        });
  }

  /** Whether the payloads may have ended the batch. Where they have not, the next one is empty. */
  private static boolean mayBeCut(List<Claimed> claimed, long maxBytes) {
    long characters = claimed.stream().mapToLong(each -> each.job().payload().length()).sum();
    return characters >= maxBytes / MOST_BYTES_OF_A_CHARACTER && !claimed.isEmpty();
  }

  private void start(Lane lane, Node owner, List<Claimed> claimed) {
    claimed.forEach(each -> runner.start(lane, owner, each.job(), each.commonStart()));
  }
}

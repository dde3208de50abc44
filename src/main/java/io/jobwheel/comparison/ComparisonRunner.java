package io.jobwheel.comparison;

import io.jobwheel.comparison.ComparisonProcess.RoundPosition;
import io.jobwheel.comparison.report.ComparisonReport;
import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Truncation;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.comparison.Comparisons.Ended;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Carries out the comparison that began on this node, on a thread of its own, and interrupts those
 * of nodes that have no lease any more. Every node does the latter.
 */
final class ComparisonRunner implements SmartLifecycle, ComparisonStarter {

  /** Longest pause between two looks for comparisons that no node carries out. */
  static final Duration POLL = Duration.ofSeconds(5);

  private static final int MAX_MESSAGE = 1_000;

  private static final Logger log = LoggerFactory.getLogger(ComparisonRunner.class);

  private final Comparisons comparisons;
  private final ComparisonProcess process;
  private final GroupCanceller canceller;
  private final ReportJson json;
  private final CurrentNode node;
  private final Duration writeTimeout;
  private final InstantSource clock;
  private final BackgroundTask task;

  // those that this node has stored or is about to store, until they have ended
  private final Set<UUID> expected = ConcurrentHashMap.newKeySet();

  // written by requests, taken by the task's thread
  private final AtomicReference<@Nullable ComparisonOrder> next = new AtomicReference<>();

  // written by the container's thread, read by any thread
  private volatile boolean running;

  ComparisonRunner(
      Comparisons comparisons,
      ComparisonProcess process,
      GroupCanceller canceller,
      ReportJson json,
      CurrentNode node,
      Duration writeTimeout,
      InstantSource clock,
      Ticker ticker) {
    this.comparisons = comparisons;
    this.process = process;
    this.canceller = canceller;
    this.json = json;
    this.node = node;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
    this.task = new BackgroundTask("jobwheel-comparisons", ticker, this::runOnce);
  }

  @Override
  public void start() {
    running = true;
    task.start();
  }

  @Override
  public void stop() {
    running = false;
    task.stop(writeTimeout);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** {@inheritDoc} */
  @Override
  public boolean expect(UUID comparison) {
    expected.add(comparison);
    return running;
  }

  /** {@inheritDoc} */
  @Override
  public void forget(UUID comparison) {
    expected.remove(comparison);
  }

  /** {@inheritDoc} */
  @Override
  public void begin(ComparisonOrder order) {
    next.set(order); // there is only one at a time
    task.wake();
  }

  private Duration runOnce() throws InterruptedException {
    ComparisonOrder order = next.getAndSet(null);
    if (order != null) {
      try {
        carryOut(order);
      } finally {
        forget(order.comparison().id());
      }
      return Duration.ZERO;
    }
    Optional<Comparison> other = comparisons.findRunning();
    if (other.isPresent()) {
      check(other.get());
    }
    return POLL;
  }

  private void carryOut(ComparisonOrder order) throws InterruptedException {
    Comparison comparison = order.comparison();
    RoundPosition position = new RoundPosition();
    log.info(
        "Comparison {} - begins (type={}, modes={}, jobs={}, repeats={}, by={})",
        comparison.id(),
        comparison.spec().type(),
        comparison.spec().modes(),
        comparison.spec().jobs(),
        comparison.spec().repeats(),
        comparison.createdBy());
    try {
      ComparisonReport report = process.run(order, position, () -> running);
      String winner = report.verdict().winner();
      end(
          comparison,
          position,
          ComparisonState.COMPLETED,
          new ComparisonResult(
              winner == null ? null : ExecutionMode.named(winner).orElse(null),
              null,
              null,
              json.write(report)));
    } catch (RoundFailedException e) {
      fail(comparison, position, e.state(), e.code(), e);
    } catch (StoreUnavailableException e) {
      fail(comparison, position, ComparisonState.FAILED, ComparisonErrorCode.STORE_UNAVAILABLE, e);
    } catch (RuntimeException e) {
      log.error("Comparison {} - failed", comparison.id(), e);
      fail(comparison, position, ComparisonState.FAILED, ComparisonErrorCode.INTERNAL_ERROR, e);
    }
  }

  private void fail(
      Comparison comparison,
      RoundPosition position,
      ComparisonState state,
      ComparisonErrorCode code,
      Exception cause)
      throws InterruptedException {
    UUID group = position.group();
    if (group != null) {
      int cancelled = canceller.cancel(group);
      log.info("Comparison {} - its jobs are cancelled (jobs={})", comparison.id(), cancelled);
    }
    end(comparison, position, state, error(code, String.valueOf(cause.getMessage())));
  }

  private void end(
      Comparison comparison, RoundPosition position, ComparisonState state, ComparisonResult result)
      throws InterruptedException {
    Optional<Ended> ended =
        StoreFutures.get(
            comparisons.end(comparison.id(), position.done(), state, result, now()), writeTimeout);
    if (ended.isPresent() && ended.get().changed()) {
      log.info(
          "Comparison {} - {} (rounds={}, winner={}, error={})",
          comparison.id(),
          state,
          position.done(),
          result.winner(),
          result.errorMessage());
    }
  }

  /** Interrupts a comparison that nothing carries out, after its jobs are cancelled. */
  private void check(Comparison comparison) throws InterruptedException {
    boolean isOwn = comparison.node().equals(node.node().id());
    if (isOwn ? expected.contains(comparison.id()) : comparisons.findLost().isEmpty()) {
      return;
    }
    UUID group = comparison.group();
    if (group != null) {
      canceller.cancel(group);
    }
    ComparisonResult result =
        isOwn
            ? error(ComparisonErrorCode.INTERNAL_ERROR, "The end of it could not be stored.")
            : error(
                ComparisonErrorCode.NODE_LOST, "The node that carried it out was stopped or lost.");
    CompletableFuture<Boolean> write =
        isOwn
            ? comparisons
                .end(comparison.id(), 0, ComparisonState.INTERRUPTED, result, now())
                .thenApply(ended -> ended.map(Ended::changed).orElse(false))
            : comparisons.interruptLost(comparison.id(), result, now());
    if (StoreFutures.get(write, writeTimeout)) {
      log.warn("Comparison {} - interrupted: {}", comparison.id(), result.errorMessage());
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static ComparisonResult error(ComparisonErrorCode code, String message) {
    return ComparisonResult.error(code.code(), Truncation.of(message, MAX_MESSAGE));
  }
}

package io.jobwheel.comparison;

import io.jobwheel.comparison.ComparisonEnder.ComparisonEnding;
import io.jobwheel.comparison.ComparisonProcess.RoundPosition;
import io.jobwheel.comparison.report.ComparisonReport;
import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

  private static final String STORE_UNAVAILABLE =
      "The store could not be read or written; the log of the node has the cause.";
  private static final String INTERNAL_ERROR = "The service failed; the log of the node has it.";

  private static final Logger log = LoggerFactory.getLogger(ComparisonRunner.class);

  private final Comparisons comparisons;
  private final ComparisonProcess process;
  private final ComparisonEnder ender;
  private final ReportJson json;
  private final CurrentNode node;
  private final Duration writeTimeout;
  private final BackgroundTask task;

  // those that this node has stored or is about to store, until they have ended
  private final Set<UUID> expected = ConcurrentHashMap.newKeySet();

  // written by requests, taken by the task's thread
  private final AtomicReference<@Nullable ComparisonOrder> next = new AtomicReference<>();

  // confined to the task's thread; null if there is none
  private @Nullable ComparisonEnding unfinished;

  // written by the container's thread, read by any thread
  private volatile boolean running;

  ComparisonRunner(
      Comparisons comparisons,
      ComparisonProcess process,
      ComparisonEnder ender,
      ReportJson json,
      CurrentNode node,
      Duration writeTimeout,
      Ticker ticker) {
    this.comparisons = comparisons;
    this.process = process;
    this.ender = ender;
    this.json = json;
    this.node = node;
    this.writeTimeout = writeTimeout;
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
    if (unfinished != null) {
      endUnfinished(unfinished);
    }
    ComparisonOrder order = next.getAndSet(null);
    if (order != null) {
      carryOut(order);
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
    ComparisonEnding ending = null;
    try {
      ending = outcome(order, position);
    } finally {
      if (ending == null) {
        forget(comparison.id()); // after an error, so that it is found to be left behind
      }
    }
    unfinished = ending;
    endUnfinished(ending);
  }

  private ComparisonEnding outcome(ComparisonOrder order, RoundPosition position)
      throws InterruptedException {
    Comparison comparison = order.comparison();
    try {
      ComparisonReport report = process.run(order, position, () -> running);
      String winner = report.verdict().winner();
      return new ComparisonEnding(
          comparison,
          null,
          position.done(),
          ComparisonState.COMPLETED,
          new ComparisonResult(
              winner == null ? null : ExecutionMode.named(winner).orElse(null),
              null,
              null,
              json.write(report)));
    } catch (RoundFailedException e) {
      return failed(comparison, position, e.state(), e.code(), e.getMessage());
    } catch (StoreUnavailableException e) {
      log.warn("Comparison {} - the store is unavailable", comparison.id(), e);
      return failed(
          comparison,
          position,
          ComparisonState.FAILED,
          ComparisonErrorCode.STORE_UNAVAILABLE,
          STORE_UNAVAILABLE);
    } catch (RuntimeException e) {
      log.error("Comparison {} - failed", comparison.id(), e);
      return failed(
          comparison,
          position,
          ComparisonState.FAILED,
          ComparisonErrorCode.INTERNAL_ERROR,
          INTERNAL_ERROR);
    }
  }

  private static ComparisonEnding failed(
      Comparison comparison,
      RoundPosition position,
      ComparisonState state,
      ComparisonErrorCode code,
      @Nullable String message) {
    return new ComparisonEnding(
        comparison, position.group(), position.done(), state, ComparisonEnder.error(code, message));
  }

  /** Ends a comparison; if that fails, the next run repeats it. */
  private void endUnfinished(ComparisonEnding ending) throws InterruptedException {
    ender.end(ending);
    unfinished = null;
    forget(ending.comparison().id());
  }

  /** Interrupts a comparison that nothing carries out, after its jobs are cancelled. */
  private void check(Comparison comparison) throws InterruptedException {
    boolean isOwn = comparison.node().equals(node.node().id());
    if (isOwn ? !expected.contains(comparison.id()) : comparisons.findLost().isPresent()) {
      ender.interrupt(comparison, isOwn);
    }
  }
}

package io.jobwheel.comparison;

import io.jobwheel.comparison.report.ComparisonReport;
import io.jobwheel.comparison.report.ModeResult;
import io.jobwheel.comparison.report.RoundResult;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.Comparisons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries out the rounds of a comparison, one after the other. Confined to one thread. */
final class ComparisonProcess {

  private final RoundRunner rounds;
  private final Comparisons comparisons;
  private final Lanes lanes;
  private final CurrentNode node;
  private final Supplier<UUID> ids;
  private final @Nullable String serviceVersion;
  private final Duration writeTimeout;

  /**
   * Creates a process.
   *
   * @param ids returns new ids of groups, UUIDv7
   * @param serviceVersion null if it is not known
   */
  ComparisonProcess(
      RoundRunner rounds,
      Comparisons comparisons,
      Lanes lanes,
      CurrentNode node,
      Supplier<UUID> ids,
      @Nullable String serviceVersion,
      Duration writeTimeout) {
    this.rounds = rounds;
    this.comparisons = comparisons;
    this.lanes = lanes;
    this.node = node;
    this.ids = ids;
    this.serviceVersion = serviceVersion;
    this.writeTimeout = writeTimeout;
  }

  /** The round that a comparison has come to. Written by its thread, which also reads it. */
  static final class RoundPosition {

    private int done;
    private @Nullable UUID group;

    /** Returns the number of rounds that have ended. */
    int done() {
      return done;
    }

    /** Returns the group that may have unfinished jobs; null for none. */
    @Nullable UUID group() {
      return group;
    }
  }

  /**
   * Carries out a comparison.
   *
   * @param position follows the rounds
   * @param running whether this node goes on
   * @throws RoundFailedException if it cannot be completed
   */
  ComparisonReport run(ComparisonOrder order, RoundPosition position, BooleanSupplier running)
      throws RoundFailedException, InterruptedException {
    ComparisonSpec spec = order.comparison().spec();
    Map<ExecutionMode, List<RoundResult>> results = new EnumMap<>(ExecutionMode.class);
    int otherNodes = 0;
    for (ExecutionMode mode : RoundOrder.of(spec.modes(), spec.repeats())) {
      RoundResult result = round(order, mode, position, running);
      if (position.done >= spec.modes().size()) { // the first ones warm up
        results.computeIfAbsent(mode, _ -> new ArrayList<>()).add(result);
      }
      position.group = null;
      position.done++;
      otherNodes = Math.max(otherNodes, otherNodes(order.comparison()));
    }
    List<ModeResult> modes =
        spec.modes().stream()
            .map(mode ->
                ModeResult.of(
                    mode.wireName(),
                    lanes.of(mode).slots(),
                    rounds.threads(mode, spec.jobs()),
                    results.getOrDefault(mode, List.of())))
            .toList();
    return ComparisonReport.of(
        modes, Host.facts(node.node().name(), otherNodes, serviceVersion), spec.forced());
  }

  private RoundResult round(
      ComparisonOrder order, ExecutionMode mode, RoundPosition position, BooleanSupplier running)
      throws RoundFailedException, InterruptedException {
    UUID group = ids.get();
    StoredGuard guard = new StoredGuard(order.comparison(), running);
    guard.checkNode();
    if (!StoreFutures.get(
        comparisons.advance(order.comparison().id(), position.done, group), writeTimeout)) {
      throw RoundFailedException.ended();
    }
    position.group = group;
    try {
      return rounds.run(order, mode, group, guard);
    } catch (RoundFailedException e) {
      guard.checkNode(); // else that is the reason
      throw e;
    }
  }

  private final class StoredGuard implements RoundGuard {

    private final Comparison comparison;
    private final BooleanSupplier running;

    StoredGuard(Comparison comparison, BooleanSupplier running) {
      this.comparison = comparison;
      this.running = running;
    }

    @Override
    public void checkNode() throws RoundFailedException {
      if (!running.getAsBoolean()) {
        throw RoundFailedException.stopped();
      }
      if (!node.node().id().equals(comparison.node())) {
        throw RoundFailedException.leaseLost();
      }
    }

    @Override
    public void checkStore() throws RoundFailedException {
      checkNode();
      if (comparisons.findRunning().filter(it -> it.id().equals(comparison.id())).isEmpty()) {
        throw RoundFailedException.ended();
      }
      if (comparisons.findLost().filter(it -> it.id().equals(comparison.id())).isPresent()) {
        throw RoundFailedException.leaseLost();
      }
    }
  }

  private int otherNodes(Comparison comparison) {
    return comparisons.otherNodes(comparison.node());
  }
}

package io.jobwheel.dispatch.operation;

import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;

/**
 * Meters of bulk operations: the jobs of the steps of this node, and the operations of all nodes
 * that have not ended. Safe for use by any thread.
 */
public final class OperationMetrics {

  public static final String JOBS = "jobwheel.operation.jobs";
  public static final String UNFINISHED = "jobwheel.operations.unfinished";

  private final MeterRegistry registry;

  // written by the runner, read by any thread
  private volatile Map<OperationState, Long> unfinished = Map.of();

  public OperationMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (OperationState state : OperationState.values()) {
      if (!state.isFinal()) {
        Gauge.builder(UNFINISHED, () -> unfinished.getOrDefault(state, 0L))
            .description("Bulk operations that have not ended, as every node counts them")
            .tag("state", lower(state))
            .register(registry);
      }
    }
  }

  void counted(Map<OperationState, Long> counts) {
    unfinished = Map.copyOf(counts);
  }

  /** Counts the jobs of a step. */
  void stepped(Operation before, Operation after) {
    OperationProgress was = before.progress();
    OperationProgress is = after.progress();
    OperationAction action = before.spec().action();
    add(action, "done", is.done() - was.done());
    add(action, "changed", is.changed() - was.changed());
    add(action, "in-open-group", is.inOpenGroup() - was.inOpenGroup());
  }

  private void add(OperationAction action, String result, long jobs) {
    registry.counter(JOBS, "action", lower(action), "result", result).increment((double) jobs);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

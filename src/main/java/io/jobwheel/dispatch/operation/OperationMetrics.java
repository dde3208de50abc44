package io.jobwheel.dispatch.operation;

import static java.util.Objects.requireNonNull;

import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Meters of bulk operations: the jobs of the steps of this node, and the operations of all nodes
 * that have not ended. Safe for use by any thread.
 */
public final class OperationMetrics {

  public static final String JOBS = "jobwheel.operation.jobs";
  public static final String UNFINISHED = "jobwheel.operations.unfinished";

  private static final String DONE = "done";
  private static final String CHANGED = "changed";
  private static final String IN_OPEN_GROUP = "in-open-group";
  private static final String KEY_HELD = "key-held";

  private final Map<OperationAction, Map<String, Counter>> jobs =
      new EnumMap<>(OperationAction.class);

  // written by the runner, read by any thread
  private volatile Map<OperationState, Long> unfinished = Map.of();

  public OperationMetrics(MeterRegistry registry) {
    for (OperationAction action : OperationAction.values()) {
      Map<String, Counter> results = new HashMap<>();
      for (String result : results(action)) {
        results.put(
            result,
            Counter.builder(JOBS)
                .description("Jobs that steps of bulk operations came to on this node, by result")
                .tags("action", lower(action), "result", result)
                .register(registry));
      }
      jobs.put(action, results);
    }
    for (OperationState state : OperationState.values()) {
      if (!state.isFinal()) {
        Gauge.builder(UNFINISHED, () -> unfinished.getOrDefault(state, 0L))
            .description("Bulk operations that have not ended, as every node counts them")
            .tag("state", lower(state))
            .register(registry);
      }
    }
  }

  private static List<String> results(OperationAction action) {
    return switch (action) {
      case DELETE -> List.of(DONE, CHANGED, IN_OPEN_GROUP);
      case REDRIVE -> List.of(DONE, CHANGED, KEY_HELD);
      case CANCEL, REPRIORITIZE -> List.of(DONE, CHANGED);
    };
  }

  void counted(Map<OperationState, Long> counts) {
    unfinished = Map.copyOf(counts);
  }

  /** Counts the jobs of a step. */
  void stepped(Operation before, Operation after) {
    OperationProgress was = before.progress();
    OperationProgress is = after.progress();
    Map<String, Counter> counters = requireNonNull(jobs.get(before.spec().action()));
    add(counters, DONE, is.done() - was.done());
    add(counters, CHANGED, is.changed() - was.changed());
    add(counters, IN_OPEN_GROUP, is.inOpenGroup() - was.inOpenGroup());
    add(counters, KEY_HELD, is.keyHeld() - was.keyHeld());
  }

  private static void add(Map<String, Counter> counters, String result, long number) {
    if (number > 0) {
      requireNonNull(counters.get(result)).increment((double) number);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.event.JobEvent.LimitEnforced;
import io.jobwheel.store.limit.OnLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the jobs that limits reject or cancel. Safe for use by any thread. */
public final class LimitActionMetrics implements JobEventListener {

  static final String REJECTED = "jobwheel.limit.rejected";
  static final String CANCELLED = "jobwheel.limit.cancelled";

  private final MeterRegistry registry;
  private final BoundedLabels labels = new BoundedLabels();
  // by the label of the limit
  private final Map<String, Counter> rejected = new ConcurrentHashMap<>();
  private final Map<String, Counter> cancelled = new ConcurrentHashMap<>();

  public LimitActionMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void onEvent(JobEvent event) {
    if (!(event instanceof LimitEnforced(String limit, OnLimit how, int jobs))) {
      return;
    }
    switch (how) {
      case REJECT -> rejected.computeIfAbsent(labels.of(limit), this::rejected).increment(jobs);
      case CANCEL_OLDEST ->
          cancelled.computeIfAbsent(labels.of(limit), this::cancelled).increment(jobs);
      case BLOCK -> {
        // holds jobs, which is no event
      }
    }
  }

  private Counter rejected(String limit) {
    return counter(REJECTED, "Jobs that a limit without permits rejected", limit);
  }

  private Counter cancelled(String limit) {
    return counter(CANCELLED, "Jobs that a limit cancelled to make room for later ones", limit);
  }

  private Counter counter(String name, String description, String limit) {
    return Counter.builder(name).description(description).tag("limit", limit).register(registry);
  }
}

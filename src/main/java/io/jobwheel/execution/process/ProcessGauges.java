package io.jobwheel.execution.process;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How the pool of processes stands. The tag {@code process} names a place in the pool, whose
 * processes follow each other; while a place is empty its meters have no value.
 */
public final class ProcessGauges implements MeterBinder {

  static final String PROCESSES = "jobwheel.processes";
  static final String MEMORY = "jobwheel.process.memory";
  static final String AGE = "jobwheel.process.age";
  static final String ATTEMPTS = "jobwheel.process.attempts";

  private final ProcessPool pool;

  public ProcessGauges(ProcessPool pool) {
    this.pool = pool;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (WorkerStatus.State state : WorkerStatus.State.values()) {
      Gauge.builder(PROCESSES, pool, it -> count(it, state))
          .description("Worker processes of the pool, by state")
          .tags("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (int place = 0; place < pool.children().size(); place++) {
      gauge(
          registry,
          MEMORY,
          "Resident memory of a worker process",
          "bytes",
          place,
          child -> child.memory() < 0 ? Double.NaN : child.memory());
      gauge(
          registry,
          AGE,
          "Time since a worker process became ready",
          "seconds",
          place,
          child -> child.age().toNanos() / 1e9);
      gauge(
          registry,
          ATTEMPTS,
          "Attempts that a worker process has started",
          null,
          place,
          WorkerStatus::jobs);
    }
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      @org.jspecify.annotations.Nullable String unit,
      int place,
      ToDoubleFunction<WorkerStatus> value) {
    Gauge.builder(name, pool, it -> value(it.children().get(place), value))
        .description(description)
        .baseUnit(unit)
        .tags("process", pool.children().get(place).name())
        .register(registry);
  }

  private static double value(WorkerStatus child, ToDoubleFunction<WorkerStatus> value) {
    return child.pid() == 0 ? Double.NaN : value.applyAsDouble(child);
  }

  private static long count(ProcessPool pool, WorkerStatus.State state) {
    return pool.children().stream().filter(child -> child.state() == state).count();
  }
}

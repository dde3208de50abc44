package io.jobwheel.execution.process;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The gauges of the pool of worker processes. The tag {@code process} names a position of the pool,
 * which is filled by one process after another; the meters of an empty position have no value.
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
    for (WorkerStatus.WorkerState state : WorkerStatus.WorkerState.values()) {
      Gauge.builder(PROCESSES, pool, it -> count(it, state))
          .description("Worker processes of the pool, by state")
          .tags("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (int position = 0; position < pool.workers().size(); position++) {
      gauge(
          registry,
          MEMORY,
          "Resident memory of a worker process",
          "bytes",
          position,
          worker -> worker.memory() < 0 ? Double.NaN : worker.memory());
      gauge(
          registry,
          AGE,
          "Time since a worker process became ready",
          "seconds",
          position,
          worker -> worker.age().toNanos() / 1e9);
      gauge(
          registry,
          ATTEMPTS,
          "Attempts that a worker process has started",
          null,
          position,
          WorkerStatus::jobs);
    }
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      @org.jspecify.annotations.Nullable String unit,
      int position,
      ToDoubleFunction<WorkerStatus> value) {
    Gauge.builder(name, pool, it -> value(it.workers().get(position), value))
        .description(description)
        .baseUnit(unit)
        .tags("process", pool.workers().get(position).name())
        .register(registry);
  }

  private static double value(WorkerStatus worker, ToDoubleFunction<WorkerStatus> value) {
    return worker.pid() == 0 ? Double.NaN : value.applyAsDouble(worker);
  }

  private static long count(ProcessPool pool, WorkerStatus.WorkerState state) {
    return pool.workers().stream().filter(worker -> worker.state() == state).count();
  }
}

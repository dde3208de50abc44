package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The gauges and counters of every event loop. {@link LoopHistograms} has its histograms. */
final class LoopMetrics implements MeterBinder {

  static final String UTILIZATION = "jobwheel.loop.utilization";
  static final String TASKS = "jobwheel.loop.tasks";
  static final String SLOW_STEPS = "jobwheel.loop.slow.steps";
  static final String STARVATIONS = "jobwheel.loop.starvations";

  private final EventLoopGroup loops;

  LoopMetrics(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (EventLoop loop : loops.loops()) {
      Gauge.builder(UTILIZATION, loop, it -> it.stats().utilization())
          .description("Share of the last ten seconds in which a loop was busy, 0 to 1")
          .baseUnit("ratio")
          .tags("loop", loop.name())
          .register(registry);
      Gauge.builder(TASKS, loop, it -> it.stats().ready())
          .description("Tasks of a loop that have not finished, ready or waiting")
          .tags("loop", loop.name(), "state", "ready")
          .register(registry);
      Gauge.builder(TASKS, loop, it -> it.stats().waiting())
          .description("Tasks of a loop that have not finished, ready or waiting")
          .tags("loop", loop.name(), "state", "waiting")
          .register(registry);
      FunctionCounter.builder(SLOW_STEPS, loop, it -> it.stats().slowSteps())
          .description("Steps that occupied a loop for longer than the threshold of the watchdog")
          .tags("loop", loop.name())
          .register(registry);
      FunctionCounter.builder(STARVATIONS, loop, it -> it.stats().starvations())
          .description(
              "Times that a ready task got no carrier thread within the threshold of the watchdog")
          .tags("loop", loop.name())
          .register(registry);
    }
  }
}

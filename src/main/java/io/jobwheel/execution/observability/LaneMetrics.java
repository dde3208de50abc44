package io.jobwheel.execution.observability;

import io.jobwheel.execution.Lane;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.attempt.RunningJobs;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The gauges of every lane. */
final class LaneMetrics implements MeterBinder {

  static final String SLOTS = "jobwheel.lane.slots";
  static final String UTILIZATION = "jobwheel.lane.utilization";
  static final String PAUSED = "jobwheel.lane.paused";
  static final String OVERDUE = "jobwheel.attempts.overdue";

  private final Lanes lanes;
  private final RunningJobs running;

  LaneMetrics(Lanes lanes, RunningJobs running) {
    this.lanes = lanes;
    this.running = running;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Lane lane : lanes.all()) {
      String mode = lane.mode().wireName();
      Gauge.builder(SLOTS, lane, it -> it.status().used())
          .description("Slots of a lane, used or free")
          .tags("mode", mode, "state", "used")
          .register(registry);
      Gauge.builder(SLOTS, lane, it -> it.status().free())
          .description("Slots of a lane, used or free")
          .tags("mode", mode, "state", "free")
          .register(registry);
      Gauge.builder(UTILIZATION, lane, it -> it.status().utilization())
          .description("Share of the slots of a lane that is in use, 0 to 1")
          .baseUnit("ratio")
          .tags("mode", mode)
          .register(registry);
      Gauge.builder(PAUSED, lane, it -> it.status().isPaused() ? 1 : 0)
          .description("1 if an operator has paused the lane, else 0")
          .tags("mode", mode)
          .register(registry);
      Gauge.builder(OVERDUE, running, it -> it.overdue(lane.mode()))
          .description("Attempts that still run after their time limit")
          .tags("mode", mode)
          .register(registry);
    }
  }
}

package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.util.function.ToLongFunction;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of virtual threads. The JDK has no public API for the number of live ones, so this
 * counts those of the lane and the loops. Running ones and ones that wait for a carrier are counted
 * in the whole JVM.
 */
final class VirtualThreadMetrics implements MeterBinder {

  static final String THREADS = "jobwheel.virtual.threads";

  private static final String DESCRIPTION =
      "Virtual threads: live ones of the lane and the loops; running ones and ones that wait for a"
          + " carrier in the whole JVM";

  private final Lanes lanes;
  private final EventLoopGroup loops;
  // null if the JVM does not offer it
  private final @Nullable VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

  VirtualThreadMetrics(Lanes lanes, EventLoopGroup loops) {
    this.lanes = lanes;
    this.loops = loops;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(THREADS, this, VirtualThreadMetrics::live)
        .description(DESCRIPTION)
        .tags("state", "live")
        .register(registry);
    scheduled(registry, "running", VirtualThreadSchedulerMXBean::getMountedVirtualThreadCount);
    scheduled(registry, "waiting", VirtualThreadSchedulerMXBean::getQueuedVirtualThreadCount);
  }

  private long live() {
    int attempts = lanes.of(ExecutionMode.VIRTUAL_THREADS).status().used();
    return attempts + loops.loops().stream().mapToLong(loop -> loop.stats().tasks()).sum();
  }

  private void scheduled(
      MeterRegistry registry, String state, ToLongFunction<VirtualThreadSchedulerMXBean> count) {
    Gauge.builder(THREADS, this, it -> it.read(count))
        .description(DESCRIPTION)
        .tags("state", state)
        .register(registry);
  }

  private double read(ToLongFunction<VirtualThreadSchedulerMXBean> count) {
    long value = scheduler == null ? -1 : count.applyAsLong(scheduler);
    return value < 0 ? Double.NaN : value; // -1: not available
  }
}

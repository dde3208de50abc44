package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.Histogram;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Function;

/**
 * Exports the histograms of the loops to Prometheus directly: a Micrometer timer would take longer
 * than a step.
 */
final class LoopHistograms implements MultiCollector {

  static final String DELAY = "jobwheel_loop_delay_seconds";
  static final String STEP = "jobwheel_loop_step_seconds";

  private static final double NANOS = 1e9;

  private final EventLoopGroup loops;

  LoopHistograms(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(
        snapshot(
            DELAY,
            "Delay between a task or callback of a loop being ready and its start",
            loop -> loop.stats().delay()),
        snapshot(
            STEP,
            "Time that one step of a task or callback occupied its loop",
            loop -> loop.stats().step()));
  }

  private HistogramSnapshot snapshot(
      String name, String help, Function<EventLoop, Histogram> histogram) {
    HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
    for (EventLoop loop : loops.loops()) {
      Histogram counted = histogram.apply(loop);
      snapshot.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("loop", loop.name()))
              .classicHistogramBuckets(buckets(counted))
              .sum(counted.sumNanos() / NANOS)
              .build());
    }
    return snapshot.build();
  }

  private static ClassicHistogramBuckets buckets(Histogram counted) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
      long bound = Histogram.upperBound(bucket);
      double seconds = bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / NANOS;
      buckets.bucket(seconds, counted.counts().get(bucket));
    }
    return buckets.build();
  }
}

package io.jobwheel.execution.process;

import io.jobwheel.execution.attempt.HistogramBuckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The counters and timers of the pool of worker processes. Safe for use by any thread. */
public final class ProcessMetrics implements ProcessPoolStats {

  static final String START = "jobwheel.process.start";
  static final String FAILED_STARTS = "jobwheel.process.failed.starts";
  static final String ENDS = "jobwheel.process.ends";

  private final Timer starts;
  private final Counter failedStarts;
  private final Map<ExitReason, Counter> ends = new EnumMap<>(ExitReason.class);

  public ProcessMetrics(MeterRegistry registry) {
    starts =
        Timer.builder(START)
            .description("Time from the start of a worker process until it is ready")
            .serviceLevelObjectives(HistogramBuckets.OF_STARTS)
            .register(registry);
    failedStarts =
        Counter.builder(FAILED_STARTS)
            .description("Worker processes that did not become ready")
            .register(registry);
    for (ExitReason end : ExitReason.values()) {
      ends.put(
          end,
          Counter.builder(ENDS)
              .description("Worker processes that ended, by reason")
              .tags("reason", end.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  @Override
  public void started(Duration took) {
    starts.record(took);
  }

  @Override
  public void startFailed() {
    failedStarts.increment();
  }

  @Override
  public void ended(ExitReason why) {
    Objects.requireNonNull(ends.get(why)).increment();
  }
}

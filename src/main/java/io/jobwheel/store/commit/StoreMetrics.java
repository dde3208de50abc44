package io.jobwheel.store.commit;

import static java.util.Objects.requireNonNull;

import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of the store. */
public final class StoreMetrics {

  static final String COMMIT = "jobwheel.store.commit";
  static final String BATCH_SIZE = "jobwheel.store.batch.size";
  static final String WAITING_WRITES = "jobwheel.store.waiting.writes";
  static final String COMMIT_AGE = "jobwheel.store.commit.age";
  public static final String FENCE_REJECTIONS = "jobwheel.store.fence.rejections";
  public static final String RESCUED_JOBS = "jobwheel.store.rescued.jobs";
  public static final String FAILURES = "jobwheel.store.failures";

  // 100 µs to 10 s, in steps of 1, 2.5 and 5
  private static final Duration[] COMMIT_BUCKETS = {
    Duration.ofNanos(100_000), Duration.ofNanos(250_000), Duration.ofNanos(500_000),
    Duration.ofMillis(1), Duration.ofNanos(2_500_000), Duration.ofMillis(5),
    Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
    Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
    Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Timer commit;
  private final DistributionSummary batchSize;
  private final Counter fenceRejections;
  private final Counter rescuedJobs;
  private final Counter failures;
  private final Ticker ticker;
  private volatile long committedAt;

  public StoreMetrics(MeterRegistry registry, Ticker ticker) {
    this.registry = registry;
    this.ticker = ticker;
    committedAt = ticker.read();
    TimeGauge.builder(COMMIT_AGE, this, TimeUnit.NANOSECONDS, StoreMetrics::commitAge)
        .description("Time since the last commit of this node, which renews its lease all the time")
        .register(registry);
    commit =
        Timer.builder(COMMIT)
            .description("Time to execute and commit one batch of writes, including failed batches")
            .serviceLevelObjectives(COMMIT_BUCKETS)
            .register(registry);
    batchSize =
        DistributionSummary.builder(BATCH_SIZE)
            .description("Writes in one transaction")
            .baseUnit("writes")
            .serviceLevelObjectives(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
            .register(registry);
    fenceRejections =
        counter(
            FENCE_REJECTIONS,
            "Outcomes that the store rejected because the attempt was no longer current",
            null);
    rescuedJobs = counter(RESCUED_JOBS, "Running jobs that were rescued from other nodes", "jobs");
    failures = counter(FAILURES, "Batches of writes that failed because of the store", null);
  }

  /** Registers a gauge of the waiting writes. */
  void watchWaiting(IntSupplier waiting) {
    Gauge.builder(WAITING_WRITES, waiting, IntSupplier::getAsInt)
        .description("Writes that wait for a transaction")
        .baseUnit("writes")
        .strongReference(true)
        .register(registry);
  }

  /** Runs and times a commit, and records the number of its writes. */
  <T> T commit(int writes, Supplier<T> work) {
    batchSize.record(writes);
    T result = requireNonNull(commit.record(work));
    committedAt = ticker.read();
    return result;
  }

  /** Counts an outcome that its fence rejected. */
  public void fenceRejected() {
    fenceRejections.increment();
  }

  /** Counts released and rescued jobs. */
  public void rescued(int jobs) {
    rescuedJobs.increment(jobs);
  }

  private double commitAge() {
    return ticker.since(committedAt).toNanos();
  }

  void failed() {
    failures.increment();
  }

  private Counter counter(String name, String description, @Nullable String unit) {
    return Counter.builder(name).description(description).baseUnit(unit).register(registry);
  }
}

package io.jobwheel.store.replica;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The meters of a standby that is read. */
public final class ReplicaMetrics {

  static final String LAG = "jobwheel.store.replica.lag";
  static final String READS = "jobwheel.store.replica.reads";

  private final Counter standby;
  private final Counter primary;

  /**
   * Registers the meters.
   *
   * @param lag returns the age of the data; empty while it is not known
   */
  public ReplicaMetrics(Supplier<Optional<Duration>> lag, MeterRegistry registry) {
    TimeGauge.builder(LAG, lag, TimeUnit.NANOSECONDS, ReplicaMetrics::nanos)
        .strongReference(true)
        .description("Age of the data of the standby that lists are read from; NaN if unknown")
        .register(registry);
    standby = reads(registry, "standby");
    primary = reads(registry, "primary");
  }

  private static double nanos(Supplier<Optional<Duration>> lag) {
    return lag.get().map(each -> (double) each.toNanos()).orElse(Double.NaN);
  }

  private static Counter reads(MeterRegistry registry, String server) {
    return Counter.builder(READS)
        .description("Lists by the server that they were read from")
        .tag("server", server)
        .register(registry);
  }

  void readFromStandby() {
    standby.increment();
  }

  void readFromPrimary() {
    primary.increment();
  }
}

package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Meters of this node: the age of its claims and of its lease. Does not access the store. */
public final class NodeMetrics implements MeterBinder {

  public static final String CLAIM_AGE = "jobwheel.claim.age";
  public static final String LEASE_AGE = "jobwheel.lease.age";
  public static final String LEASE_DURATION = "jobwheel.lease.duration";

  private static final double NANOS = 1e9;

  private final Dispatcher dispatcher;
  private final LeaseKeeper keeper;
  private final Duration lease;

  NodeMetrics(Dispatcher dispatcher, LeaseKeeper keeper, Duration lease) {
    this.dispatcher = dispatcher;
    this.keeper = keeper;
    this.lease = lease;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    seconds(
        registry,
        CLAIM_AGE,
        "Time since this node last completed a pass of claims",
        it -> it.dispatcher.sinceLastPass().toNanos() / NANOS);
    seconds(
        registry,
        LEASE_AGE,
        "Time since this node last renewed its lease; no value before its first lease",
        it -> it.keeper.sinceRenewal().map(age -> age.toNanos() / NANOS).orElse(Double.NaN));
    seconds(
        registry,
        LEASE_DURATION,
        "Duration of a lease of this node",
        it -> it.lease.toNanos() / NANOS);
  }

  private void seconds(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<NodeMetrics> value) {
    TimeGauge.builder(name, this, TimeUnit.SECONDS, value)
        .description(description)
        .register(registry);
  }
}

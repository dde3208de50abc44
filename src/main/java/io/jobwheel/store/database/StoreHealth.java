package io.jobwheel.store.database;

import io.jobwheel.store.JobQueries;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.WriteGate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up when the store can be read, its files are where they were opened, and the last write did not
 * fail for the store's own reasons.
 */
final class StoreHealth implements HealthIndicator {

  private final JobQueries queries;
  private final WriteGate gate;
  private final OutageLog outages;
  private final InstantSource clock;
  // when somebody asked first of those who were told that it cannot be read; null while it can be
  private final AtomicReference<@Nullable Instant> unreadable = new AtomicReference<>();

  StoreHealth(JobQueries queries, WriteGate gate, OutageLog outages, InstantSource clock) {
    this.queries = queries;
    this.gate = gate;
    this.outages = outages;
    this.clock = clock;
  }

  @Override
  public Health health() {
    Optional<OutageLog.Outage> displaced = gate.outage();
    if (displaced.isPresent()) {
      return unwritable(displaced.get()); // reading fails for the same reason, or proves nothing
    }
    try {
      queries.ping();
      unreadable.set(null);
    } catch (StoreUnavailableException e) {
      unreadable.compareAndSet(null, clock.instant());
      return Health.down()
          .withDetail("reading", String.valueOf(e.getMessage()))
          .withDetail("since", String.valueOf(unreadable.get()))
          .build();
    }
    return outages.current().map(StoreHealth::unwritable).orElseGet(() -> Health.up().build());
  }

  private static Health unwritable(OutageLog.Outage outage) {
    return Health.down()
        .withDetail("writing", outage.message())
        .withDetail("since", outage.since().toString())
        .build();
  }
}

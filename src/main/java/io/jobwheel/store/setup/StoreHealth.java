package io.jobwheel.store.setup;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.store.query.JobQueries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports up if the store can be read, its files are in place, and the last write did not fail
 * because of the store.
 */
public final class StoreHealth implements HealthIndicator {

  private final JobQueries queries;
  private final WriteGate gate;
  private final OutageLog outages;
  private final InstantSource clock;
  // the first check that failed since the last successful one; null if there is none
  private final AtomicReference<@Nullable Instant> unreadableSince = new AtomicReference<>();

  public StoreHealth(JobQueries queries, WriteGate gate, OutageLog outages, InstantSource clock) {
    this.queries = queries;
    this.gate = gate;
    this.outages = outages;
    this.clock = clock;
  }

  @Override
  public Health health() {
    Optional<OutageLog.Outage> displaced = gate.outage();
    if (displaced.isPresent()) {
      return unwritable(displaced.get()); // a read fails for the same reason, or proves nothing
    }
    try {
      queries.ping();
      unreadableSince.set(null);
    } catch (StoreUnavailableException e) {
      unreadableSince.compareAndSet(null, clock.instant());
      return Health.down()
          .withDetail("reading", String.valueOf(e.getMessage()))
          .withDetail("since", String.valueOf(unreadableSince.get()))
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

package io.jobwheel.store;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when the store can be read and the last write did not fail for the store's own reasons. */
final class StoreHealth implements HealthIndicator {

  private final JobQueries queries;
  private final OutageLog outages;

  StoreHealth(JobQueries queries, OutageLog outages) {
    this.queries = queries;
    this.outages = outages;
  }

  @Override
  public Health health() {
    try {
      queries.ping();
    } catch (StoreUnavailableException e) {
      return Health.down().withDetail("reading", String.valueOf(e.getMessage())).build();
    }
    return outages
        .current()
        .map(outage ->
            Health.down()
                .withDetail("writing", outage.message())
                .withDetail("since", outage.since().toString())
                .build())
        .orElseGet(() -> Health.up().build());
  }
}

package io.jobwheel.store.setup;

import io.jobwheel.store.database.Database;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The meters of the servers behind the store. */
final class DatabaseMetrics implements MeterBinder {

  static final String FAILOVERS = "jobwheel.store.failovers";
  static final String SYNCHRONOUS = "jobwheel.store.synchronous";

  private final Database database;

  DatabaseMetrics(Database database) {
    this.database = database;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder(FAILOVERS, database, Database::failovers)
        .description("Times that another database server, or a restarted one, was the primary")
        .register(registry);
    Gauge.builder(SYNCHRONOUS, database, Database::synchronous)
        .description("Whether the database waits for a standby before it acknowledges a commit")
        .register(registry);
  }
}

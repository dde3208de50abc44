package io.jobwheel.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;

class PostgresFairSharesTest extends FairSharesContract {

  private long deadlocks;

  @Override
  TestStore open() {
    TestStore opened = PostgresStores.openEmpty();
    deadlocks = deadlocks(opened);
    return opened;
  }

  @Override
  void reopen() {
    store.close();
    store = PostgresStores.openAgain();
  }

  @Override
  void assertNoConflicts() {
    assertThat(deadlocks(store)).isEqualTo(deadlocks);
  }

  static long deadlocks(TestStore store) {
    return store
        .reader
        .first(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
            _ -> {},
            row -> row.getLong(1))
        .orElseThrow();
  }
}

package io.jobwheel.store;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;

class PostgresComparisonsTest extends ComparisonsContract {

  @Override
  TestStore open() {
    return PostgresStores.openEmpty();
  }
}

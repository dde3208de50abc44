package io.jobwheel.store;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;

class PostgresNodeStatusTest extends NodeStatusContract {

  @Override
  TestStore open() {
    return PostgresStores.openEmpty();
  }
}

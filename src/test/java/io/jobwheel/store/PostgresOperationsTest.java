package io.jobwheel.store;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;

class PostgresOperationsTest extends OperationsContract {

  @Override
  TestStore open() {
    return PostgresStores.openEmpty();
  }

  @Override
  TestStore reopen() {
    return PostgresStores.openAgain();
  }
}

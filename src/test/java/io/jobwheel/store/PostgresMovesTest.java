package io.jobwheel.store;

import io.jobwheel.store.commit.MovesContract;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;

class PostgresMovesTest extends MovesContract {

  @Override
  public String url() {
    return PostgresServers.newDatabase();
  }

  @Override
  public TestStore open(String url) {
    return PostgresStores.open(url);
  }
}

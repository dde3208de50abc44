package io.jobwheel.store;

class PostgresBacklogTest extends BacklogContract {

  @Override
  Registry open() {
    return PostgresStores.open(PostgresServers.newDatabase());
  }
}

package io.jobwheel.store;

class PostgresAttemptsTest extends AttemptsContract {

  @Override
  Registry open() {
    return PostgresStores.open(PostgresServers.newDatabase());
  }
}

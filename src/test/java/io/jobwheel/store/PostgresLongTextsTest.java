package io.jobwheel.store;

class PostgresLongTextsTest extends LongTextsContract {

  @Override
  Registry open() {
    return PostgresStores.open(PostgresServers.newDatabase());
  }
}

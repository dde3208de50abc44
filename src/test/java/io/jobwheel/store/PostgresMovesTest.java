package io.jobwheel.store;

class PostgresMovesTest extends MovesContract {

  @Override
  String url() {
    return PostgresServers.newDatabase();
  }

  @Override
  Registry open(String url) {
    return PostgresStores.open(url);
  }
}

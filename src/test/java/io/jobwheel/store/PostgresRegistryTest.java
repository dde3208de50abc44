package io.jobwheel.store;

class PostgresRegistryTest extends RegistryContract {

  @Override
  Registry open() {
    return PostgresStores.open(PostgresServers.newDatabase());
  }
}

package io.jobwheel.store;

import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.sqlite.SqliteStores;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRandomOperationsTest extends RandomOperationsContract {

  @TempDir Path folder;

  @Override
  TestStore open() {
    return SqliteStores.open(SqliteStores.file(folder));
  }
}

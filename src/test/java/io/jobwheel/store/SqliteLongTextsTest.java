package io.jobwheel.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLongTextsTest extends LongTextsContract {

  @TempDir Path folder;

  @Override
  Registry open() {
    return SqliteStores.open(SqliteStores.file(folder));
  }
}

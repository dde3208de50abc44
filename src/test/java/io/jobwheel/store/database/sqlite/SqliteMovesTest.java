package io.jobwheel.store.database.sqlite;

import io.jobwheel.store.commit.MovesContract;
import io.jobwheel.store.commit.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMovesTest extends MovesContract {

  @TempDir static Path folder;

  @Override
  public String url() {
    return "jdbc:sqlite:" + folder.resolve("jobwheel.db");
  }

  @Override
  public TestStore open(String url) {
    return SqliteStores.open(SqliteFile.of(url));
  }
}

package io.jobwheel.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMovesTest extends MovesContract {

  @TempDir static Path folder;

  @Override
  String url() {
    return "jdbc:sqlite:" + folder.resolve("jobwheel.db");
  }

  @Override
  Registry open(String url) {
    return SqliteStores.open(SqliteFile.of(url));
  }
}

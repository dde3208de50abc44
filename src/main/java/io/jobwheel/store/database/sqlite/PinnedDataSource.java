package io.jobwheel.store.database.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * Connects only to the file that its first connection opened, even if another file is at the path
 * later. Otherwise connections of one pool could read different databases.
 */
final class PinnedDataSource extends SQLiteDataSource {

  private final Path path;
  // guarded by this
  private @Nullable SqliteOpenFile pinned;

  PinnedDataSource(Path path, SQLiteConfig config) {
    super(config);
    this.path = path;
    setUrl("jdbc:sqlite:" + path);
  }

  @Override
  public synchronized SQLiteConnection getConnection(
      @Nullable String username, @Nullable String password) throws SQLException {
    ensureInPlace(); // opening would create a missing file
    SQLiteConnection connection = super.getConnection(username, password);
    try {
      if (pinned == null) {
        pinned = SqliteOpenFile.at(path);
      }
      ensureInPlace(); // it may have been replaced meanwhile
      return connection;
    } catch (IOException e) {
      connection.close();
      throw new SQLException("%s cannot be opened (%s)".formatted(path, e), e);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void ensureInPlace() throws SQLException {
    String displacement = pinned == null ? null : pinned.displacement();
    if (displacement != null) {
      throw new SQLException(displacement);
    }
  }
}

package io.jobwheel.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** SQLite: ids are text, one process uses the file, one connection writes at a time. */
public final class SqliteDialect implements Dialect {

  @Override
  public void bind(PreparedStatement statement, int index, @Nullable UUID id) throws SQLException {
    statement.setString(index, id == null ? null : id.toString());
  }

  @Override
  public void bind(PreparedStatement statement, int index, @Nullable String text)
      throws SQLException {
    statement.setString(index, text);
  }

  @Override
  public @Nullable UUID id(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? null : UUID.fromString(text);
  }

  @Override
  public RowBatch batch(Connection connection, BatchSql sql) throws SQLException {
    return new JdbcRowBatch(connection.prepareStatement(sql.each()), this);
  }

  @Override
  public String nowMicros() {
    return "CAST(unixepoch('subsec') * 1000000 AS INTEGER)";
  }

  @Override
  public String before(String text, String character) {
    return "substr(%1$s, 1, instr(%1$s || '%2$s', '%2$s') - 1)".formatted(text, character);
  }

  @Override
  public String forUpdate() {
    return ""; // the writer's transaction holds the whole file
  }

  @Override
  public String forNoKeyUpdate() {
    return "";
  }

  @Override
  public String forKeyShare() {
    return "";
  }

  @Override
  public String skipLocked() {
    return ""; // as above
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  /** Returns {@code false} for the known refusals; all other errors are those of SQLite itself. */
  @Override
  public boolean isOutage(SQLException failure) {
    // an extended code carries its family in the lowest byte
    int family = code(failure) & 0xff;
    return family != SQLiteErrorCode.SQLITE_CONSTRAINT.code
        && family != SQLiteErrorCode.SQLITE_MISMATCH.code
        && family != SQLiteErrorCode.SQLITE_TOOBIG.code
        && family != SQLiteErrorCode.SQLITE_RANGE.code
        && family != SQLiteErrorCode.SQLITE_ERROR.code;
  }

  @Override
  public boolean isLocked(SQLException failure) {
    return false; // a lock is on the whole file and belongs to another program
  }

  @Override
  public boolean isLost(SQLException failure) {
    return false; // there is no network connection
  }

  @Override
  public boolean isAlive(Connection connection) {
    return true; // as above
  }

  @Override
  public boolean isConflict(SQLException failure) {
    return false; // there is one writer
  }

  @Override
  public void requireReplicated(Connection committed) {
    // a commit returns when it is in the file
  }

  // a failed batch has no code of its own, its cause has
  private static int code(SQLException failure) {
    return failure.getErrorCode() == 0 && failure.getCause() instanceof SQLException cause
        ? code(cause)
        : failure.getErrorCode();
  }
}

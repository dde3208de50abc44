package io.jobwheel.store.jdbc.limit;

import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;

import io.jobwheel.store.commit.LockedJobFinder;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.UsageRow.Columns;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import io.jobwheel.store.sql.TextList;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code limit_usage} that one transaction has locked.
 *
 * <p>Each transaction locks its rows once, after all of its other locks, those of fairness keys
 * included, and in the order of their ids: so transactions do not wait for each other in a circle;
 * see {@link io.jobwheel.store.commit.WriteKind}. A row that turns out to be needed later is locked
 * only if it is free.
 */
final class UsageRows {

  // the order of the database
  private static final Comparator<String> ID_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final BatchSql INSERT_NEW =
      new BatchSql(
          "INSERT INTO limit_usage (id) VALUES (?) ON CONFLICT (id) DO NOTHING",
          """
          INSERT INTO limit_usage (id)
          SELECT given_id FROM unnest(?::text[]) WITH ORDINALITY AS given (given_id, given_number)
          ORDER BY given_number
          ON CONFLICT (id) DO NOTHING
          """,
          List.of(TEXT));

  private static final BatchSql UPDATE =
      BatchSql.update(
          "limit_usage",
          """
          SET used = :used, pending = :pending, arrival = :arrival, resume_at = :resume,
            held = :held, due_at = :due
          WHERE id = :id
          """,
          List.of("used", "pending", "arrival", "resume", "held", "due", "id"),
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          NUMBER,
          TEXT);

  private final WriterSession session;
  private final SortedMap<String, UsageRow> rows = new TreeMap<>(ID_ORDER);

  private UsageRows(WriterSession session) {
    this.session = session;
  }

  /** Locks rows. Waits for other transactions, and adds those that do not exist. */
  static UsageRows lock(WriterSession session, Collection<String> ids) throws SQLException {
    SortedSet<String> wanted = new TreeSet<>(ID_ORDER);
    wanted.addAll(ids);
    UsageRows all = new UsageRows(session);
    LockedJobFinder.restoreLockTimeout(session);
    all.lockExisting(wanted, session.dialect().forNoKeyUpdate());
    wanted.removeAll(all.rows.keySet());
    if (!wanted.isEmpty()) {
      all.insert(wanted);
      all.lockExisting(wanted, session.dialect().forNoKeyUpdate());
      if (!all.rows.keySet().containsAll(wanted)) {
        throw new SQLException("A row of limits was deleted in between", Dialect.CONFLICT);
      }
    }
    return all;
  }

  /** Inserts rows. Keeps definitions from changing, since a change has to find all rows. */
  private void insert(SortedSet<String> ids) throws SQLException {
    if (!session.dialect().exclusive()) {
      Set<String> names = new TreeSet<>(ids.stream().map(id -> nameOf(id)).toList());
      for (TextList part : TextList.of(names)) {
        BoundStatement select =
            session.statement(
                "SELECT 1 FROM job_limit WHERE name IN (%s) ORDER BY name FOR SHARE"
                    .formatted(part.placeholders()));
        part.bind(select);
        var _ = select.list(row -> 1);
      }
    }
    RowBatch insert = session.batch(INSERT_NEW);
    for (String id : ids) {
      insert.text(id).addRow();
    }
    var _ = insert.run();
  }

  private static String nameOf(String id) {
    return LimitsColumn.readCountId(id).limit();
  }

  private void lockExisting(Collection<String> ids, String locking) throws SQLException {
    for (TextList part : TextList.of(ids)) {
      BoundStatement select =
          session.statement(
              """
              SELECT id, used, pending, arrival, resume_at, held, due_at
              FROM limit_usage WHERE id IN (%s) ORDER BY id %s
              """
                  .formatted(part.placeholders(), locking));
      part.bind(select);
      var _ = select.list(row -> rows.put(row.getString(1), read(row)));
    }
  }

  private static UsageRow read(ResultSet row) throws SQLException {
    long dueAt = row.getLong(7);
    Long due = row.wasNull() ? null : dueAt;
    return new UsageRow(
        row.getString(1),
        new Columns(
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getInt(6) != 0,
            due));
  }

  /** Locks another row; null if another transaction has locked it. */
  @Nullable UsageRow lockIfFree(String id) throws SQLException {
    UsageRow known = rows.get(id);
    if (known != null) {
      return known;
    }
    insert(new TreeSet<>(List.of(id)));
    lockExisting(List.of(id), session.dialect().skipLocked());
    return rows.get(id);
  }

  /** Returns the least id that a row of a key of a limit can have. */
  static String firstKey(String limit) {
    return limit + "/";
  }

  /** Returns the first id after those of the keys of a limit: a zero is the next after a slash. */
  static String endOfKeys(String limit) {
    return limit + "0";
  }

  /** Returns a locked row; null if it is not locked. */
  @Nullable UsageRow get(String id) {
    return rows.get(id);
  }

  /** Returns the locked rows in the order of their ids. */
  List<UsageRow> all() {
    return List.copyOf(rows.values());
  }

  /** Writes the rows that have changed. */
  void write() throws SQLException {
    RowBatch update = session.batch(UPDATE);
    for (UsageRow row : rows.values()) {
      if (row.isChanged()) {
        Columns columns = row.columns();
        update
            .number(columns.used())
            .number(columns.pending())
            .number(columns.arrival())
            .number(columns.resumeAt())
            .number(columns.held() ? 1L : 0L)
            .number(columns.dueAt())
            .text(row.id())
            .addRow();
      }
    }
    RowCounts.requireOneEach(update.run(), "limit_usage");
  }
}

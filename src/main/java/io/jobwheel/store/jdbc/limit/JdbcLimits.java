package io.jobwheel.store.jdbc.limit;

import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitChange;
import io.jobwheel.store.limit.LimitUsage;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps one row for each limit. A change locks the row first. */
public final class JdbcLimits implements Limits {

  private static final String SELECT = "SELECT " + LimitRow.COLUMNS + " FROM job_limit ";

  // another transaction may have inserted the same name
  private static final String INSERT =
      """
      INSERT INTO job_limit (%s)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """
          .formatted(LimitRow.COLUMNS);

  private static final String UPDATE =
      """
      UPDATE job_limit
      SET (%s) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      WHERE name = ?
      """
          .formatted(LimitRow.CHANGEABLE);

  private record NamedChange(String name, LimitChange change) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final SettleLimit settle;
  private final BatchWrite<NamedChange, LimitChanged> change =
      BatchWrite.each(WriteKind.LIMIT, this::change);

  public JdbcLimits(WriterPool writers, StoreReader reader, Permits permits) {
    this(writers, reader, permits.recount());
  }

  /**
   * Creates the store of limits.
   *
   * @param settle called within the transaction of each change of a row
   */
  JdbcLimits(WriterPool writers, StoreReader reader, SettleLimit settle) {
    this.writers = writers;
    this.reader = reader;
    this.settle = settle;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<LimitChanged> change(String name, LimitChange decision) {
    return writers.write(change, new NamedChange(name, decision));
  }

  /** {@inheritDoc} */
  @Override
  public Optional<Limit> find(String name) {
    return reader.first(SELECT + "WHERE name = ?", select -> select.text(name), LimitRow::read);
  }

  /** {@inheritDoc} */
  @Override
  public List<Limit> list(@Nullable String after, int limit) {
    return reader.list(
        SELECT + "WHERE name > ? ORDER BY name LIMIT ?",
        select -> select.text(after == null ? "" : after).number(limit),
        LimitRow::read);
  }

  private LimitChanged change(WriterSession session, NamedChange request) throws SQLException {
    while (true) {
      Limit before = lock(session, request.name()).orElse(null);
      Limit after = request.change().decide(before, Micros.toInstant(session.now()));
      if (Objects.equals(after, before)) {
        return new LimitChanged(before, before);
      }
      if (write(session, before, after)) {
        settle.settle(session, request.name());
        return new LimitChanged(before, after);
      }
      // created by another transaction in between: the decision is no longer valid
    }
  }

  private static Optional<Limit> lock(WriterSession session, String name) throws SQLException {
    return session
        .statement(SELECT + "WHERE name = ? " + session.dialect().forUpdate())
        .text(name)
        .first(LimitRow::read);
  }

  /** Returns false if a new limit exists already. */
  private static boolean write(WriterSession session, @Nullable Limit before, @Nullable Limit after)
      throws SQLException {
    if (after == null) {
      return before == null || delete(session, before);
    }
    return before == null ? insert(session, after) : update(session, after);
  }

  private static boolean insert(WriterSession session, Limit limit) throws SQLException {
    var insert =
        session
            .statement(INSERT)
            .text(limit.name())
            .text(limit.createdBy())
            .instant(limit.createdAt());
    return LimitRow.bind(insert, limit).update() == 1;
  }

  private static boolean update(WriterSession session, Limit limit) throws SQLException {
    return requireOne(LimitRow.bind(session.statement(UPDATE), limit).text(limit.name()).update());
  }

  private static boolean delete(WriterSession session, Limit limit) throws SQLException {
    return requireOne(
        session.statement("DELETE FROM job_limit WHERE name = ?").text(limit.name()).update());
  }

  private static boolean requireOne(int rows) {
    if (rows != 1) {
      throw new IllegalStateException("Changed %d limits instead of 1".formatted(rows));
    }
    return true;
  }

  /** {@inheritDoc} */
  @Override
  public LimitUsage usage(String name) {
    // the permits of a total are in its own row, and also in those of the keys
    String sql =
        """
        SELECT
          (SELECT used FROM limit_usage WHERE id = ?),
          (SELECT sum(used) FROM limit_usage WHERE id >= ? AND id < ?),
          (SELECT count(*) FROM limit_usage WHERE id >= ? AND id < ? AND used > 0),
          (SELECT count(*) FROM job WHERE state = 'BLOCKED' AND blocked_by = ?),
          (SELECT count(*) FROM job
            WHERE state = 'BLOCKED' AND blocked_by >= ? AND blocked_by < ?)
        """;
    String first = UsageRows.firstKey(name);
    String end = UsageRows.endOfKeys(name);
    return reader
        .first(
            sql,
            select ->
                select
                    .text(name)
                    .text(first)
                    .text(end)
                    .text(first)
                    .text(end)
                    .text(name)
                    .text(first)
                    .text(end),
            row ->
                new LimitUsage(
                    Math.max(row.getLong(1), row.getLong(2)),
                    row.getLong(3),
                    row.getLong(4) + row.getLong(5)))
        .orElseThrow();
  }
}

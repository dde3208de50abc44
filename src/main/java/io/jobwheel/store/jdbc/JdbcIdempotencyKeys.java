package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;
import static java.util.Objects.requireNonNull;

import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.KeyedResource;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.DuplicatesColumn;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.StoreReader;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reserves idempotency keys within the transactions of their requests. */
public final class JdbcIdempotencyKeys implements IdempotencyKeys {

  private static final String INSERT =
      "INSERT INTO idempotency_key AS old (id, fingerprint, resource, batch, used_at, expires_at) ";

  // on PostgreSQL, waits for another transaction that inserts the same key
  private static final String UNLESS_IN_USE =
      """
      ON CONFLICT (id) DO UPDATE
      SET fingerprint = excluded.fingerprint, resource = excluded.resource,
        batch = excluded.batch, duplicates = NULL, used_at = excluded.used_at,
        expires_at = excluded.expires_at
      WHERE old.expires_at <= excluded.used_at
      """;

  private static final BatchSql RESERVE =
      new BatchSql(
          INSERT + "VALUES (?, ?, ?, ?, ?, ?) " + UNLESS_IN_USE,
          """
          WITH given (given_id, given_print, given_resource, given_batch, given_at, given_end,
            given_number) AS MATERIALIZED (
              SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::bigint[],
                ?::bigint[]) WITH ORDINALITY),
          reserved (resource) AS (
            %s
            SELECT given_id, given_print, given_resource, given_batch, given_at, given_end
            FROM given
            ORDER BY given_number
            %s
            RETURNING resource)
          SELECT given_number FROM given JOIN reserved ON resource = given_resource
          """
              .formatted(INSERT, UNLESS_IN_USE),
          List.of(ID, ID, ID, TEXT, NUMBER, NUMBER));

  private static final String FIND =
      "SELECT resource, fingerprint, batch, duplicates FROM idempotency_key WHERE id = ?";

  private static final int ID_BYTES = 16;

  /** A request that needs its key. */
  public record KeyReservation(IdempotencyKey key, KeyedResource resource) {}

  private record Purge(Instant now, int limit) {}

  private final WriterPool writers;
  private final StoreReader reader;
  private final BatchWrite<Purge, Integer> purge =
      BatchWrite.each(WriteKind.PRUNE, JdbcIdempotencyKeys::purge);

  public JdbcIdempotencyKeys(WriterPool writers, StoreReader reader) {
    this.writers = writers;
    this.reader = reader;
  }

  /** {@inheritDoc} */
  @Override
  public Optional<KeyedResource> find(UUID id, Instant now) {
    return reader.first(
        FIND + " AND expires_at > ?", select -> select.id(id).instant(now), read(reader.dialect()));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Integer> purge(Instant now, int limit) {
    return writers.write(purge, new Purge(now, limit));
  }

  /**
   * Reserves the keys of requests, each for its resource. Of requests with the same key the first
   * gets it. Keys are reserved in the order of their ids, so that two transactions do not wait for
   * each other.
   *
   * @return for each request, in order, the resource of an earlier one that has its key
   */
  public static List<Optional<KeyedResource>> reserve(
      WriterSession session, List<KeyReservation> requests) throws SQLException {
    Map<UUID, KeyReservation> first = new HashMap<>();
    requests.forEach(request -> first.putIfAbsent(request.key().id(), request));
    List<KeyReservation> ordered =
        first.values().stream()
            .sorted(Comparator.comparing(request -> request.key().id(), JobRow.ID_ORDER))
            .toList();
    RowBatch insert = session.batch(RESERVE);
    for (KeyReservation request : ordered) {
      IdempotencyKey key = request.key();
      insert
          .id(key.id())
          .id(key.fingerprint())
          .id(request.resource().id())
          .text(encode(request.resource().batch()))
          .instant(key.usedAt())
          .instant(key.expiresAt())
          .addRow();
    }
    int[] counts = insert.run();
    Map<UUID, KeyedResource> holders = new HashMap<>();
    for (int i = 0; i < counts.length; i++) {
      KeyReservation request = ordered.get(i);
      UUID id = request.key().id();
      holders.put(id, counts[i] == 1 ? request.resource() : holder(session, id));
    }
    return requests.stream()
        .map(request ->
            Optional.of(requireNonNull(holders.get(request.key().id())))
                .filter(holder -> !holder.id().equals(request.resource().id())))
        .toList();
  }

  /** Returns the resource of an earlier request that has the key, within a transaction. */
  public static Optional<KeyedResource> find(WriterSession session, IdempotencyKey key)
      throws SQLException {
    return session
        .statement(FIND + " AND expires_at > ?")
        .id(key.id())
        .instant(key.usedAt())
        .first(read(session.dialect()));
  }

  /** Changes what a key names that this transaction has reserved. */
  static void amend(WriterSession session, IdempotencyKey key, KeyedResource resource)
      throws SQLException {
    requireOne(
        session
            .statement(
                "UPDATE idempotency_key SET resource = ?, batch = ?, duplicates = ? WHERE id = ?")
            .id(resource.id())
            .text(encode(resource.batch()))
            .text(DuplicatesColumn.write(resource.duplicates(), resource.rejections()))
            .id(key.id())
            .update(),
        key);
  }

  /** Deletes a key that this transaction has reserved. */
  static void free(WriterSession session, IdempotencyKey key) throws SQLException {
    requireOne(
        session.statement("DELETE FROM idempotency_key WHERE id = ?").id(key.id()).update(), key);
  }

  private static void requireOne(int rows, IdempotencyKey key) {
    if (rows != 1) {
      throw new IllegalStateException("Key %s is gone".formatted(key.id()));
    }
  }

  private static KeyedResource holder(WriterSession session, UUID id) throws SQLException {
    return session
        .statement(FIND)
        .id(id)
        .first(read(session.dialect()))
        .orElseThrow(() -> new IllegalStateException("Key %s is gone".formatted(id)));
  }

  private static BoundStatement.RowReader<KeyedResource> read(Dialect dialect) {
    return row ->
        new KeyedResource(
            requireNonNull(dialect.id(row, 1)),
            requireNonNull(dialect.id(row, 2)),
            decode(row.getString(3)),
            DuplicatesColumn.readDuplicates(row.getString(4)),
            DuplicatesColumn.readRejections(row.getString(4)));
  }

  private static @Nullable String encode(List<UUID> ids) {
    if (ids.isEmpty()) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(ids.size() * ID_BYTES);
    ids.forEach(
        id -> bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static List<UUID> decode(@Nullable String ids) {
    if (ids == null) {
      return List.of();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(ids));
    return Stream.generate(() -> new UUID(bytes.getLong(), bytes.getLong()))
        .limit(bytes.limit() / ID_BYTES)
        .toList();
  }

  private static int purge(WriterSession session, Purge purge) throws SQLException {
    return session
        .statement(
            """
            DELETE FROM idempotency_key
            WHERE id IN (
              SELECT id FROM idempotency_key WHERE expires_at <= ? ORDER BY expires_at LIMIT ? %s)
            """
                .formatted(session.dialect().skipLocked()))
        .instant(purge.now())
        .number(purge.limit())
        .update();
  }
}

package io.jobwheel.store.jdbc.fairness;

import static io.jobwheel.store.sql.BatchSql.Column.NUMBER;
import static io.jobwheel.store.sql.BatchSql.Column.TEXT;
import static java.util.Objects.requireNonNull;

import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.fairness.FairQueue;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import io.jobwheel.store.sql.SqlFragments;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rows of queues and of their keys. {@link FairRanks} says in which order they are locked. */
final class FairKeys {

  private static final String INSERT =
      "INSERT INTO fair_key (mode, priority, name, finish, charge) ";

  // a finish before the virtual time counts as the virtual time
  private static final String OR_ADD =
      """
      ON CONFLICT (mode, priority, name) DO UPDATE
      SET charge = excluded.charge,
        finish = CASE WHEN fair_key.finish > excluded.finish - excluded.charge
          THEN fair_key.finish + excluded.charge ELSE excluded.finish END
      """;

  private static final BatchSql CHARGE =
      new BatchSql(
          INSERT + "VALUES (?, ?, ?, ?, ?) " + OR_ADD,
          INSERT
              + """
              SELECT given_mode, given_priority, given_name, given_finish, given_charge
              FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
                WITH ORDINALITY AS given (given_mode, given_priority, given_name, given_finish,
                  given_charge, given_number)
              ORDER BY given_number
              """
              + OR_ADD,
          List.of(TEXT, NUMBER, TEXT, NUMBER, NUMBER));

  private static final int MAX_NAMES = 100;

  private record FairKey(FairQueue queue, String name) implements Comparable<FairKey> {

    private static final Comparator<FairKey> ORDER =
        Comparator.comparing(FairKey::queue).thenComparing(FairKey::name);

    @Override
    public int compareTo(FairKey other) {
      return ORDER.compare(this, other);
    }
  }

  private FairKeys() {}

  /**
   * Locks and charges keys, and returns the rank of each job, in order; 0 for refunds, and for jobs
   * without a key in a queue that has no ranks any more.
   */
  static long[] charge(WriterSession session, List<Charge> charges) throws SQLException {
    Map<FairQueue, Long> times = lockQueues(session, charges);
    SortedMap<FairKey, Long> amounts = new TreeMap<>();
    for (Charge charge : charges) {
      if (times.containsKey(charge.job().queue())) {
        amounts.merge(keyOf(charge), charge.amount(), Long::sum);
      }
    }
    RowBatch update = session.batch(CHARGE);
    for (Map.Entry<FairKey, Long> each : amounts.entrySet()) {
      FairQueue queue = each.getKey().queue();
      update
          .text(queue.mode().wireName())
          .number((long) queue.priority())
          .text(each.getKey().name())
          .number(requireNonNull(times.get(queue)) + each.getValue())
          .number(each.getValue())
          .addRow();
    }
    RowCounts.requireOneEach(update.run(), "fair_key");

    Map<FairKey, Long> next = finishes(session, List.copyOf(amounts.keySet()));
    amounts.forEach((key, amount) -> next.merge(key, -amount, Long::sum));
    long[] ranks = new long[charges.size()];
    for (int i = 0; i < ranks.length; i++) {
      Charge charge = charges.get(i);
      Long rank = charge.refund() ? null : next.get(keyOf(charge));
      if (rank != null) {
        ranks[i] = rank;
        next.put(keyOf(charge), rank + charge.amount());
      }
    }
    return ranks;
  }

  private static FairKey keyOf(Charge charge) {
    return new FairKey(charge.job().queue(), charge.job().key());
  }

  /**
   * Locks queues against their deletion, and returns their virtual times. Only a job with a key
   * makes a queue. It waits since all slots are taken, mostly by jobs of its key, which have not
   * paid; so the time is later for it, and the first job of the next key is before it.
   */
  private static Map<FairQueue, Long> lockQueues(WriterSession session, List<Charge> charges)
      throws SQLException {
    SortedMap<FairQueue, Boolean> wanted = new TreeMap<>();
    for (Charge charge : charges) {
      wanted.merge(
          charge.job().queue(), charge.job().hasKey() && !charge.refund(), Boolean::logicalOr);
    }
    Map<FairQueue, Long> times = new HashMap<>();
    for (Map.Entry<FairQueue, Boolean> each : wanted.entrySet()) {
      FairQueue queue = each.getKey();
      Optional<Long> time = lock(session, queue);
      if (time.isEmpty() && each.getValue()) {
        boolean isNew = insert(session, queue);
        time = lock(session, queue).map(other -> isNew ? Long.valueOf(RankedJob.COST) : other);
        if (time.isEmpty()) {
          throw new SQLException("A queue was deleted in between", Dialect.CONFLICT);
        }
      }
      if (time.isPresent()) {
        times.put(queue, time.get());
        session.afterCommit(() -> session.ranked().add(queue));
      }
    }
    return times;
  }

  private static Optional<Long> lock(WriterSession session, FairQueue queue) throws SQLException {
    return session
        .statement(
            "SELECT virtual_time FROM fair_queue WHERE mode = ? AND priority = ? "
                + session.dialect().forKeyShare())
        .text(queue.mode().wireName())
        .number(queue.priority())
        .first(row -> row.getLong(1));
  }

  /** Inserts a queue, unless another transaction has. */
  private static boolean insert(WriterSession session, FairQueue queue) throws SQLException {
    return session
            .statement(
                """
                INSERT INTO fair_queue (mode, priority, virtual_time, used_at)
                VALUES (?, ?, 0, %s)
                ON CONFLICT (mode, priority) DO NOTHING
                """
                    .formatted(session.dialect().nowMicros()))
            .text(queue.mode().wireName())
            .number(queue.priority())
            .update()
        == 1;
  }

  /** Returns the finishes of keys, which are in the order of their queues. */
  private static Map<FairKey, Long> finishes(WriterSession session, List<FairKey> keys)
      throws SQLException {
    Map<FairKey, Long> finishes = new HashMap<>();
    int from = 0;
    while (from < keys.size()) {
      FairQueue queue = keys.get(from).queue();
      int to = from + 1;
      while (to < keys.size() && to - from < MAX_NAMES && keys.get(to).queue().equals(queue)) {
        to++;
      }
      int length = to - from == 1 ? 1 : MAX_NAMES; // few different statements are prepared
      BoundStatement select =
          session.statement(
              "SELECT name, finish FROM fair_key WHERE mode = ? AND priority = ? AND name IN (%s)"
                  .formatted(SqlFragments.placeholders(length)));
      select.text(queue.mode().wireName()).number(queue.priority());
      for (int i = 0; i < length; i++) {
        select.text(keys.get(Math.min(from + i, to - 1)).name());
      }
      var _ =
          select.list(row -> finishes.put(new FairKey(queue, row.getString(1)), row.getLong(2)));
      from = to;
    }
    return finishes;
  }

  /** Moves the virtual time of a queue on to a rank, unless another transaction has locked it. */
  static void advance(WriterSession session, FairQueue queue, long rank) throws SQLException {
    Dialect dialect = session.dialect();
    // FOR UPDATE would meet the locks of new jobs
    String skipLocked = dialect.exclusive() ? "" : dialect.forNoKeyUpdate() + " SKIP LOCKED";
    var _ =
        session
            .statement(
                """
                UPDATE fair_queue
                SET virtual_time = ?, used_at = %s
                WHERE (mode, priority) IN (
                  SELECT mode, priority FROM fair_queue
                  WHERE mode = ? AND priority = ? AND virtual_time < ?
                  %s)
                """
                    .formatted(dialect.nowMicros(), skipLocked))
            .number(rank)
            .text(queue.mode().wireName())
            .number(queue.priority())
            .number(rank)
            .update();
  }
}

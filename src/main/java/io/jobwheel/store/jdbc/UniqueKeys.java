package io.jobwheel.store.jdbc;

import static io.jobwheel.store.sql.BatchSql.Column.ID;
import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BatchSql;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.IdList;
import io.jobwheel.store.sql.RowBatch;
import io.jobwheel.store.sql.RowCounts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The unique keys that one transaction has locked.
 *
 * <p>The row of a key names the job that had it last. That job holds the key if its state says so,
 * see {@link Uniqueness#isHeldBy}: the writes that start or end jobs do not touch the key, and
 * cannot forget it. Only a transaction that has locked the row gives the key to another job, and it
 * reads the state of the old one after that. So of several transactions that want the key, one gets
 * it, and the others see its job, or a free key if it was rolled back.
 *
 * <p>Transactions lock jobs before keys, and keys in the order of their ids, so that they do not
 * wait for each other. One that locks keys twice may; the database ends such a deadlock, and the
 * session repeats the transaction.
 */
final class UniqueKeys {

  private static final String INSERT = "INSERT INTO unique_key (id, job_id) ";

  // on PostgreSQL, waits for another transaction that inserts the same key
  private static final BatchSql INSERT_NEW =
      new BatchSql(
          INSERT + "VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
          """
          WITH given (given_id, given_job, given_number) AS MATERIALIZED (
            SELECT * FROM unnest(?::uuid[], ?::uuid[]) WITH ORDINALITY),
          inserted (inserted_id) AS (
            %s
            SELECT given_id, given_job FROM given ORDER BY given_number
            ON CONFLICT (id) DO NOTHING
            RETURNING id)
          SELECT given_number FROM given JOIN inserted ON inserted_id = given_id
          """
              .formatted(INSERT),
          List.of(ID, ID));

  private static final BatchSql GIVE =
      BatchSql.update(
          "unique_key", "SET job_id = :job WHERE id = :key", List.of("job", "key"), ID, ID);

  private static final BatchSql DELETE =
      new BatchSql(
          "DELETE FROM unique_key WHERE id = ? AND job_id = ?",
          """
          WITH old (old_id, old_number) AS MATERIALIZED (
            SELECT id, given_number
            FROM unnest(?::uuid[], ?::uuid[]) WITH ORDINALITY AS given (given_id, given_job, given_number)
            JOIN unique_key ON id = given_id AND job_id = given_job
            ORDER BY id
            FOR UPDATE OF unique_key)
          DELETE FROM unique_key
          USING old
          WHERE id = old_id
          RETURNING old_number
          """,
          List.of(ID, ID));

  /** A key that a deleted job has. */
  record DeletedKey(UUID keyId, UUID jobId) {}

  private final WriterSession session;
  // the job that the row of each key names
  private final SortedMap<UUID, UUID> rows = new TreeMap<>(JobRow.ID_ORDER);
  // the job that has each key now, as it is then; no entry if it is gone
  private final Map<UUID, Job> latest = new HashMap<>();
  private final Set<UUID> changeable = new HashSet<>();

  private UniqueKeys(WriterSession session) {
    this.session = session;
  }

  /**
   * Locks the keys of jobs. Waits for other transactions that have locked them.
   *
   * @param jobs jobs that want their keys
   */
  static UniqueKeys lock(WriterSession session, Collection<Job> jobs) throws SQLException {
    return new UniqueKeys(session).lock(jobs);
  }

  /** As {@link #lock}, but locks first the jobs that have the keys and can be replaced. */
  static UniqueKeys lockToReplace(WriterSession session, Collection<Job> jobs) throws SQLException {
    List<UUID> replaceable =
        jobs.stream()
            .map(Job::unique)
            .filter(unique -> unique != null && unique.onConflict() == OnConflict.REPLACE)
            .map(unique -> requireNonNull(unique).keyId())
            .toList();
    UniqueKeys keys = new UniqueKeys(session);
    keys.lockWaitingHolders(replaceable);
    return keys.lock(jobs);
  }

  private UniqueKeys lock(Collection<Job> jobs) throws SQLException {
    SortedMap<UUID, UUID> wanted = new TreeMap<>(JobRow.ID_ORDER);
    for (Job job : jobs) {
      Uniqueness unique = job.unique();
      if (unique != null) {
        wanted.putIfAbsent(unique.keyId(), job.id());
      }
    }
    readHolders(lockRows(wanted));
    return this;
  }

  /** Deletes the keys of deleted jobs, unless other jobs have them. */
  static void delete(WriterSession session, List<DeletedKey> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    RowBatch delete = session.batch(DELETE);
    for (DeletedKey key : keys) {
      delete.id(key.keyId()).id(key.jobId()).addRow();
    }
    var _ = delete.run();
  }

  /** Returns the job that holds the key of a job at a time; empty if the key is free. */
  Optional<Job> holder(Job job, Instant at) {
    Job holder = latest.get(keyOf(job));
    return Optional.ofNullable(holder)
        .filter(other -> !other.id().equals(job.id()))
        .filter(other -> requireNonNull(other.unique()).isHeldBy(other, at));
  }

  /**
   * Requires that no other transaction can change the state of a holder. If it can, repeats the
   * transaction: the key was given to that holder after the locks were taken.
   */
  void requireChangeable(Job holder) throws SQLException {
    if (!session.dialect().exclusive() && !changeable.contains(holder.id())) {
      throw new SQLException(
          "Key of job %s was given away in between".formatted(holder.id()), Dialect.CONFLICT);
    }
  }

  /** Gives the key of a job to it, also if the same job has changed. */
  void give(Job job) {
    latest.put(keyOf(job), job);
    changeable.add(job.id()); // by this transaction, or already locked
  }

  /** Writes who has which key. Keys that were added for jobs that did not get them are deleted. */
  void write() throws SQLException {
    RowBatch give = session.batch(GIVE);
    List<DeletedKey> unused = new ArrayList<>();
    for (Map.Entry<UUID, UUID> row : rows.entrySet()) {
      Job job = latest.get(row.getKey());
      if (job == null) {
        unused.add(new DeletedKey(row.getKey(), row.getValue()));
      } else if (!job.id().equals(row.getValue())) {
        give.id(job.id()).id(row.getKey()).addRow();
      }
    }
    RowCounts.requireOneEach(give.run(), "unique_key");
    delete(session, unused);
  }

  /**
   * Locks the jobs that have the keys and wait. Called first, since jobs are locked before keys.
   */
  private void lockWaitingHolders(List<UUID> keyIds) throws SQLException {
    if (session.dialect().exclusive()) {
      return;
    }
    List<UUID> holders = new ArrayList<>();
    for (IdList part : IdList.ordered(keyIds)) {
      BoundStatement select =
          session.statement(
              "SELECT job_id FROM unique_key WHERE id IN (%s)".formatted(part.placeholders()));
      part.bind(select);
      holders.addAll(select.list(row -> requireNonNull(session.dialect().id(row, 1))));
    }
    for (IdList part : IdList.ordered(holders)) {
      BoundStatement select =
          session.statement(
              """
              SELECT id FROM job
              WHERE id IN (%s) AND state IN ('SCHEDULED', 'BLOCKED', 'QUEUED')
              ORDER BY id
              %s
              """
                  .formatted(part.placeholders(), session.dialect().forNoKeyUpdate()));
      part.bind(select);
      changeable.addAll(select.list(row -> requireNonNull(session.dialect().id(row, 1))));
    }
  }

  /** Inserts new keys, locks all others, and returns the jobs that the others name. */
  private Set<UUID> lockRows(SortedMap<UUID, UUID> wanted) throws SQLException {
    RowBatch insert = session.batch(INSERT_NEW);
    for (Map.Entry<UUID, UUID> key : wanted.entrySet()) {
      insert.id(key.getKey()).id(key.getValue()).addRow();
    }
    int[] inserted = insert.run();
    List<UUID> others = new ArrayList<>();
    int number = 0;
    for (Map.Entry<UUID, UUID> key : wanted.entrySet()) {
      if (inserted[number++] == 1) {
        rows.put(key.getKey(), key.getValue());
      } else {
        others.add(key.getKey());
      }
    }
    Set<UUID> jobs = new HashSet<>();
    for (IdList part : IdList.ordered(others)) {
      BoundStatement select =
          session.statement(
              "SELECT id, job_id FROM unique_key WHERE id IN (%s) ORDER BY id %s"
                  .formatted(part.placeholders(), session.dialect().forUpdate()));
      part.bind(select);
      var _ =
          select.list(row -> {
            UUID job = requireNonNull(session.dialect().id(row, 2));
            rows.put(requireNonNull(session.dialect().id(row, 1)), job);
            return jobs.add(job);
          });
    }
    if (rows.size() < wanted.size()) {
      throw new SQLException("A key was deleted in between", Dialect.CONFLICT);
    }
    return jobs;
  }

  /** Reads jobs that have keys, as they are now that the keys are locked. */
  private void readHolders(Set<UUID> jobs) throws SQLException {
    for (IdList part : IdList.ordered(jobs)) {
      BoundStatement select =
          session.statement(
              "SELECT %s FROM job WHERE id IN (%s)"
                  .formatted(JobRow.BRIEF_COLUMNS, part.placeholders()));
      part.bind(select);
      for (Job job : select.list(JobRow.reader(session.dialect()))) {
        UUID key = keyOf(job);
        if (job.id().equals(rows.get(key))) {
          latest.put(key, job);
        }
      }
    }
  }

  private static UUID keyOf(Job job) {
    return requireNonNull(job.unique(), "the job has no unique key").keyId();
  }
}

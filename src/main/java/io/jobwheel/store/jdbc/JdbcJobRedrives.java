package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobRedrives;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.AttemptHistory.ClaimedAttempt;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Queues jobs again. The attempt that ended a job is added to its history, since its row is about
 * to describe the next one. The fence is unchanged, as after a retry.
 */
public final class JdbcJobRedrives implements JobRedrives {

  private record RedriveWrite(UUID jobId, RedriveChanges changes, Instant now) {}

  private final WriterPool writers;
  private final BatchWrite<RedriveWrite, Optional<Redrive>> redrive;

  public JdbcJobRedrives(WriterPool writers, Permits permits) {
    this.writers = writers;
    this.redrive =
        BatchWrite.of(
            WriteKind.REDRIVE,
            request ->
                request.changes().payload() == null ? 0 : request.changes().payload().length(),
            (session, requests) -> redriveAll(session, permits, requests));
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Redrive>> redrive(
      UUID jobId, RedriveChanges changes, Instant now) {
    return writers.write(jobId, redrive, new RedriveWrite(jobId, changes, now));
  }

  private static List<Optional<Redrive>> redriveAll(
      WriterSession session, Permits permits, List<RedriveWrite> requests) throws SQLException {
    // in the order of their ids, so that two transactions do not wait for each other
    List<Job> locked = JobLocks.lock(session, requests.stream().map(RedriveWrite::jobId).toList());
    Map<UUID, UUID> holders =
        takeKeys(
            session,
            locked.stream().filter(JdbcJobRedrives::canBeRedriven).toList(),
            requests.getFirst().now());
    List<Optional<Redrive>> results = new ArrayList<>(requests.size());
    for (RedriveWrite request : requests) {
      results.add(redriveOne(session, permits, request, holders.get(request.jobId())));
    }
    return results;
  }

  private static Optional<Redrive> redriveOne(
      WriterSession session, Permits permits, RedriveWrite request, @Nullable UUID holder)
      throws SQLException {
    List<Job> found = JobLocks.lock(session, List.of(request.jobId()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Job job = found.getFirst();
    if (!canBeRedriven(job)) {
      return Optional.of(new Redrive(false, job));
    }
    if (holder != null) {
      return Optional.of(new Redrive(false, job, holder));
    }
    return Optional.of(
        new Redrive(
            true, redrive(session, permits, found, request.changes(), request.now()).getFirst()));
  }

  /**
   * Takes the unique keys of locked jobs, in order. Returns the holders of the keys that are held
   * by other jobs, by the jobs that cannot have them.
   */
  static Map<UUID, UUID> takeKeys(WriterSession session, List<Job> locked, Instant now)
      throws SQLException {
    List<Job> unique = locked.stream().filter(job -> job.unique() != null).toList();
    if (unique.isEmpty()) {
      return Map.of();
    }
    UniqueKeys keys = UniqueKeys.lock(session, unique);
    Map<UUID, UUID> holders = new HashMap<>();
    Map<UUID, UUID> taken = new HashMap<>();
    for (Job job : unique) {
      UUID key = requireNonNull(job.unique()).keyId();
      Optional<UUID> holder = keys.holder(job, now).map(Job::id);
      UUID first = taken.getOrDefault(key, holder.orElse(job.id()));
      if (first.equals(job.id())) {
        taken.put(key, job.id());
        keys.give(job);
      } else {
        holders.put(job.id(), first);
      }
    }
    keys.write();
    return holders;
  }

  /** Returns whether a job has failed or was cancelled. */
  static boolean canBeRedriven(Job job) {
    return job.state().isFinal() && job.state().canBecome(JobState.QUEUED);
  }

  /** Redrives locked jobs, all of which must allow it, and returns them as they are then. */
  static List<Job> redrive(
      WriterSession session, Permits permits, List<Job> locked, RedriveChanges changes, Instant now)
      throws SQLException {
    if (locked.isEmpty()) {
      return List.of();
    }
    addLastAttempts(session, locked);
    IdList ids = new IdList(locked.stream().map(Job::id).toList());
    BoundStatement update =
        session.statement(
            """
            UPDATE job
            SET state = 'QUEUED', rank = 0, run_at = ?, started_at = NULL, finished_at = NULL,
              cancel_requested_at = NULL, result = NULL, error_code = NULL, error_message = NULL,
              failures = 0, crashes = 0, prior_attempts = attempt, deadline_at = NULL,
              payload = coalesce(?, payload), priority = coalesce(CAST(? AS integer), priority)
            WHERE id IN (%s) AND state IN ('FAILED', 'CANCELLED')
            RETURNING
            """
                    .formatted(ids.placeholders())
                + JobRow.BRIEF_COLUMNS);
    update.instant(now).text(changes.payload()).numberOrNull(changes.priority());
    ids.bind(update);
    List<Job> redriven = update.list(JobRow.reader(session.dialect()));
    if (redriven.size() != locked.size()) {
      throw new IllegalStateException(
          "Redrove %d jobs instead of %d".formatted(redriven.size(), locked.size()));
    }
    List<Job> wanting = permits.want(session, redriven);
    wanting.stream()
        .sorted(Comparator.comparing(Job::id, JobRow.ID_ORDER))
        .forEach(job -> FairRanks.rankLater(session, job));
    return wanting;
  }

  /**
   * Adds the attempts that the history lacks. It lacks none of a job that ended while it waited, or
   * that was cancelled instead of retried.
   */
  private static void addLastAttempts(WriterSession session, List<Job> jobs) throws SQLException {
    Set<UUID> complete = withRecordedLastAttempt(session, jobs);
    AttemptHistory history = new AttemptHistory(session);
    for (Job job : jobs) {
      Instant startedAt = job.startedAt();
      Instant finishedAt = job.finishedAt();
      AttemptOutcome outcome = AttemptOutcome.ofLast(job.state(), job.error()).orElse(null);
      if (startedAt != null
          && finishedAt != null
          && outcome != null
          && !complete.contains(job.id())) {
        history.add(
            new ClaimedAttempt(job.id(), job.attempt(), null, null, startedAt),
            outcome,
            job.error(),
            finishedAt);
      }
    }
    history.write();
  }

  private static Set<UUID> withRecordedLastAttempt(WriterSession session, List<Job> jobs)
      throws SQLException {
    IdList ids = new IdList(jobs.stream().map(Job::id).toList());
    BoundStatement select =
        session.statement(
            """
            SELECT id
            FROM job JOIN job_attempt ON job_id = id AND job_attempt.attempt = job.attempt
            WHERE id IN (%s)
            """
                .formatted(ids.placeholders()));
    ids.bind(select);
    return Set.copyOf(select.list(row -> requireNonNull(session.dialect().id(row, 1))));
  }
}

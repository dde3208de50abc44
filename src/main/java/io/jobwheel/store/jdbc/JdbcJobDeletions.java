package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Job;
import io.jobwheel.store.JobDeletions;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.FinishedJobs.FinishedJob;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Deletes single jobs. */
public final class JdbcJobDeletions implements JobDeletions {

  private record DeleteWrite(UUID jobId, Instant now) {}

  private final WriterPool writers;
  private final BatchWrite<DeleteWrite, Optional<Deletion>> delete =
      BatchWrite.of(WriteKind.DELETE, JdbcJobDeletions::deleteEach);

  public JdbcJobDeletions(WriterPool writers) {
    this.writers = writers;
  }

  /** {@inheritDoc} */
  @Override
  public CompletableFuture<Optional<Deletion>> delete(UUID jobId, Instant now) {
    return writers.write(jobId, delete, new DeleteWrite(jobId, now));
  }

  private static List<Optional<Deletion>> deleteEach(
      WriterSession session, List<DeleteWrite> requests) throws SQLException {
    List<UUID> ids = requests.stream().map(DeleteWrite::jobId).toList();
    JobLocks.lockGroupsOf(session, ids);
    var _ = JobLocks.lockForDeletion(session, ids);
    List<Optional<Deletion>> results = new ArrayList<>(requests.size());
    for (DeleteWrite request : requests) {
      results.add(delete(session, request));
    }
    return results;
  }

  /** Deletes a job that this transaction has locked, unless an earlier request has deleted it. */
  private static Optional<Deletion> delete(WriterSession session, DeleteWrite request)
      throws SQLException {
    List<Job> found = JobLocks.lockForDeletion(session, List.of(request.jobId()));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Job job = found.getFirst();
    DeletionDecision decision;
    if (!job.state().isFinal()) {
      decision = DeletionDecision.NOT_FINISHED;
    } else if (deletable(session, found).isEmpty()) {
      decision = DeletionDecision.GROUP_NOT_FINISHED;
    } else {
      deleteAll(session, found, request.now());
      decision = DeletionDecision.DELETED;
    }
    return Optional.of(new Deletion(decision, job.state()));
  }

  /** Returns those of finished jobs that have no group, or whose group has finished. */
  static List<Job> deletable(WriterSession session, List<Job> finished) throws SQLException {
    List<UUID> groups =
        finished.stream().map(Job::groupId).filter(Objects::nonNull).distinct().toList();
    List<UUID> open = new ArrayList<>();
    for (UUID group : groups) {
      open.addAll(
          session
              .statement("SELECT id FROM job_group WHERE id = ? AND outcome IS NULL")
              .id(group)
              .list(row -> group));
    }
    return finished.stream()
        .filter(job -> job.groupId() == null || !open.contains(job.groupId()))
        .toList();
  }

  /** Deletes finished jobs that this transaction has locked. */
  static void deleteAll(WriterSession session, List<Job> locked, Instant now) throws SQLException {
    List<FinishedJob> jobs =
        locked.stream()
            .map(job ->
                new FinishedJob(
                    job.id(),
                    requireNonNull(job.finishedAt()),
                    job.groupId(),
                    job.unique() == null ? null : job.unique().keyId()))
            .toList();
    Set<UUID> deleted = FinishedJobs.delete(session, jobs, now);
    if (deleted.size() != jobs.size()) {
      throw new IllegalStateException(
          "Deleted %d jobs instead of %d".formatted(deleted.size(), jobs.size()));
    }
  }
}

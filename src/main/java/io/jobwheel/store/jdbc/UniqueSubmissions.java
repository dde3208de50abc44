package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides which unique jobs of submissions are stored, within a transaction. Of jobs with the same
 * key, the first takes it.
 */
final class UniqueSubmissions {

  private static final String REPLACE =
      """
      UPDATE job
      SET payload = ?, priority = ?, run_at = ?, state = ?, blocked_by = ?
      WHERE id = ? AND state IN ('SCHEDULED', 'BLOCKED', 'QUEUED')
      """;

  private final WriterSession session;
  private final Permits permits;
  private final UniqueKeys keys;
  // the latest replacement of each job, with its texts
  private final Map<UUID, Job> replaced = new LinkedHashMap<>();

  private UniqueSubmissions(WriterSession session, Permits permits, UniqueKeys keys) {
    this.session = session;
    this.permits = permits;
    this.keys = keys;
  }

  /** Locks the keys of all jobs. */
  static UniqueSubmissions begin(
      WriterSession session, Permits permits, List<Submission> submissions) throws SQLException {
    List<Job> unique =
        submissions.stream()
            .flatMap(submission -> submission.jobs().stream())
            .filter(job -> job.unique() != null)
            .toList();
    return new UniqueSubmissions(session, permits, UniqueKeys.lock(session, unique));
  }

  /** Decides about the next submission, in order. A refused one has no effect on the later ones. */
  SubmissionResult decide(Submission submission) throws SQLException {
    Map<UUID, Job> taken = new LinkedHashMap<>();
    List<Job> changed = new ArrayList<>();
    Map<UUID, Duplicate> duplicates = new HashMap<>();
    for (Job job : submission.jobs()) {
      Uniqueness unique = job.unique();
      if (unique == null) {
        continue;
      }
      Optional<Job> holder = holder(job, taken.get(unique.keyId()));
      if (holder.isEmpty()) {
        taken.put(unique.keyId(), job);
        continue;
      }
      Job other = holder.get();
      DuplicateOutcome decision = decide(unique, job, other);
      if (decision == DuplicateOutcome.REJECTED && !submission.lenient()) {
        Duplicate rejected = new Duplicate(decision, other.brief());
        return new SubmissionResult(null, Map.of(job.id(), rejected), true);
      }
      if (decision == DuplicateOutcome.REPLACED) {
        if (!taken.containsKey(unique.keyId())) {
          keys.requireChangeable(other);
        }
        other = other.replacedBy(job);
        taken.put(unique.keyId(), other);
        changed.add(other);
      }
      duplicates.put(job.id(), new Duplicate(decision, other.brief()));
    }
    taken.values().forEach(keys::give);
    changed.forEach(job -> replaced.put(job.id(), job));
    return new SubmissionResult(null, duplicates, false);
  }

  private Optional<Job> holder(Job job, @Nullable Job taken) {
    return taken == null
        ? keys.holder(job, job.createdAt())
        : Optional.of(taken)
            .filter(other -> requireNonNull(other.unique()).isHeldBy(other, job.createdAt()));
  }

  private static DuplicateOutcome decide(Uniqueness unique, Job job, Job holder) {
    return switch (unique.onConflict()) {
      case RETURN -> DuplicateOutcome.RETURNED;
      case REJECT -> DuplicateOutcome.REJECTED;
      case REPLACE -> {
        if (!holder.state().isWaiting()) {
          yield DuplicateOutcome.RETURNED;
        }
        // the payload is valid for the type of the job
        yield holder.type().equals(job.type())
            ? DuplicateOutcome.REPLACED
            : DuplicateOutcome.REJECTED;
      }
    };
  }

  /** Writes the keys and the replacements. Called after the stored jobs are inserted. */
  void write() throws SQLException {
    keys.write();
    for (Job job : replaced.values()) {
      replace(job);
    }
  }

  private void replace(Job job) throws SQLException {
    JobStatus before = job.spec().limits().isEmpty() ? null : status(job);
    boolean due = job.state() != JobState.SCHEDULED;
    JobStatus after =
        before != null && before.state() == JobState.BLOCKED && due
            ? before
            : new JobStatus(due ? JobState.QUEUED : JobState.SCHEDULED);
    Blocker blocker = after.blockedBy();
    int rows =
        session
            .statement(REPLACE)
            .text(job.payload())
            .number(job.priority())
            .instant(job.runAt())
            .text(after.state().name())
            .text(blocker == null ? null : LimitsColumn.countId(blocker.limit(), blocker.key()))
            .id(job.id())
            .update();
    if (rows != 1) {
      throw new IllegalStateException("Job %s no longer waits".formatted(job.id()));
    }
    if (before != null && before.state() == JobState.QUEUED && !due) {
      permits.giveBack(session, job, JobState.QUEUED);
    } else if (before != null && before.state() == JobState.SCHEDULED && due) {
      var _ = permits.want(session, List.of(job.with(after)));
    } else if (before != null) {
      permits.left(session, job);
    }
  }

  /** Returns the status of a job as it is stored, which may be of this transaction. */
  private JobStatus status(Job job) throws SQLException {
    return session
        .statement("SELECT %s FROM job WHERE id = ?".formatted(JobRow.BRIEF_COLUMNS))
        .id(job.id())
        .first(JobRow.reader(session.dialect()))
        .orElseThrow(() -> new IllegalStateException("Job %s is gone".formatted(job.id())))
        .status();
  }
}

package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
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
      SET payload = ?, priority = ?, run_at = ?, state = ?, blocked_by = ?,
        rank = CASE WHEN CAST(? AS integer) = 1 THEN rank ELSE 0 END
      WHERE id = ? AND state IN ('SCHEDULED', 'BLOCKED', 'QUEUED')
      """;

  private final WriterSession session;
  private final Permits permits;
  private final UniqueKeys keys;
  // the latest replacement of each job
  private final Map<UUID, Replacement> replaced = new LinkedHashMap<>();

  /** A job before and after it was replaced, with its texts. */
  private record Replacement(Job before, Job after) {

    /** Returns the replacement of this one's job by that of the next one. */
    Replacement then(Replacement next) {
      return new Replacement(before, next.after);
    }

    /** Returns whether the job keeps its place, which only jobs of its queue have in common. */
    boolean keepsRank() {
      return before.state() != JobState.SCHEDULED
          && after.state() != JobState.SCHEDULED
          && before.priority() == after.priority();
    }
  }

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
    List<Replacement> changed = new ArrayList<>();
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
        Job before = other;
        other = other.replacedBy(job);
        taken.put(unique.keyId(), other);
        changed.add(new Replacement(before, other));
      }
      duplicates.put(job.id(), new Duplicate(decision, other.brief()));
    }
    taken.values().forEach(keys::give);
    changed.forEach(each -> replaced.merge(each.after().id(), each, Replacement::then));
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

  /** Returns a new job as the later submissions of the transaction have replaced it. */
  Job latest(Job job) {
    Replacement replacement = replaced.get(job.id());
    return replacement == null ? job : replacement.after();
  }

  /**
   * Writes the replacements of jobs that were stored before, and leaves what follows to the end of
   * the transaction.
   *
   * @param inserted new jobs, which are inserted as their {@link #latest} replacement
   */
  void replaceStored(Collection<Job> inserted) throws SQLException {
    Map<UUID, Replacement> others = new LinkedHashMap<>(replaced);
    inserted.forEach(job -> others.remove(job.id()));
    for (Replacement each : others.values()) {
      replace(each);
      if (!each.keepsRank()) {
        FairRanks.left(session, each.before());
        FairRanks.rankLater(session, each.after());
      }
      if (!each.after().spec().limits().isEmpty()) {
        settle(each);
      }
    }
  }

  private void replace(Replacement replacement) throws SQLException {
    Job job = replacement.after();
    Blocker blocker = job.blockedBy();
    int rows =
        session
            .statement(REPLACE)
            .text(job.payload())
            .number(job.priority())
            .instant(job.runAt())
            .text(job.state().name())
            .text(blocker == null ? null : LimitsColumn.countId(blocker.limit(), blocker.key()))
            .number(replacement.keepsRank() ? 1 : 0)
            .id(job.id())
            .update();
    if (rows != 1) {
      throw new IllegalStateException("Job %s no longer waits".formatted(job.id()));
    }
  }

  private void settle(Replacement replacement) throws SQLException {
    Job job = replacement.after();
    JobState before = replacement.before().state();
    boolean due = job.state() != JobState.SCHEDULED;
    if (before == JobState.QUEUED && !due) {
      permits.giveBack(session, job, before);
    } else if (before == JobState.SCHEDULED && due) {
      var _ = permits.want(session, List.of(job));
    } else {
      permits.left(session, job);
    }
  }

  /** Writes the keys. */
  void write() throws SQLException {
    keys.write();
  }
}

package io.jobwheel.store.jdbc;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.Submission;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private final List<Job> jobs;
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

  private UniqueSubmissions(
      WriterSession session, Permits permits, List<Job> jobs, UniqueKeys keys) {
    this.session = session;
    this.jobs = jobs;
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
    return new UniqueSubmissions(
        session, permits, unique, UniqueKeys.lockToReplace(session, unique));
  }

  /** Returns the decisions about the next submission. */
  Draft draft() {
    return new Draft();
  }

  /** The decisions about one submission, which have no effect unless it is accepted. */
  final class Draft {

    private final Map<UUID, Job> taken = new LinkedHashMap<>();
    private final List<Replacement> changed = new ArrayList<>();

    private Draft() {}

    /**
     * Decides about the next job of the submission.
     *
     * @return why it is not stored; empty if its key is free, or if it has none
     */
    Optional<Duplicate> decide(Job job) throws SQLException {
      Uniqueness unique = job.unique();
      Optional<Job> holder = unique == null ? Optional.empty() : holder(job, unique);
      if (unique == null || holder.isEmpty()) {
        return Optional.empty();
      }
      Job other = holder.get();
      DuplicateOutcome decision = UniqueSubmissions.decide(unique, job, other);
      if (decision == DuplicateOutcome.REPLACED) {
        if (!taken.containsKey(unique.keyId())) {
          keys.requireChangeable(other);
        }
        Job before = other;
        other = other.replacedBy(job);
        taken.put(unique.keyId(), other);
        changed.add(new Replacement(before, other));
      }
      return Optional.of(new Duplicate(decision, other.brief()));
    }

    private Optional<Job> holder(Job job, Uniqueness unique) {
      Job other = taken.get(unique.keyId());
      return other == null
          ? keys.holder(job, job.createdAt())
          : Optional.of(other)
              .filter(one -> requireNonNull(one.unique()).isHeldBy(one, job.createdAt()));
    }

    /** Gives its key to a job that is stored, if it has one. */
    void take(Job job) {
      Uniqueness unique = job.unique();
      if (unique != null) {
        taken.put(unique.keyId(), job);
      }
    }

    /** Keeps the decisions. */
    void accept() {
      taken.values().forEach(keys::give);
      changed.forEach(each -> replaced.merge(each.after().id(), each, Replacement::then));
    }
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

  /**
   * Returns jobs with the fairness keys and limits that replacements may charge: each stored or new
   * job that may be replaced, with each priority that it may get.
   */
  List<Job> replaceable() {
    Map<List<Object>, Job> found = new HashMap<>();
    Map<UUID, List<Job>> byKey =
        jobs.stream().collect(Collectors.groupingBy(job -> requireNonNull(job.unique()).keyId()));
    for (List<Job> same : byKey.values()) {
      List<Job> others =
          same.stream()
              .filter(job -> requireNonNull(job.unique()).onConflict() == OnConflict.REPLACE)
              .toList();
      Stream<Job> stored =
          others.stream().flatMap(job -> keys.holder(job, job.createdAt()).stream());
      List<Job> before =
          Stream.concat(stored, same.size() > 1 ? same.stream() : Stream.empty())
              .filter(job -> job.state().isWaiting())
              .toList();
      Set<Integer> priorities = new HashSet<>();
      Stream.concat(before.stream(), others.stream())
          .forEach(job -> priorities.add(job.priority()));
      for (Job job : before) {
        for (int priority : priorities) {
          found.putIfAbsent(
              List.of(
                  job.mode(),
                  priority,
                  job.spec().limits(),
                  Optional.ofNullable(job.spec().fairness())),
              job.at(priority).with(new JobStatus(JobState.QUEUED)));
        }
      }
    }
    return List.copyOf(found.values());
  }

  /** Charges the fairness keys of replaced jobs later in the transaction. */
  void rankReplaced() {
    for (Replacement each : replaced.values()) {
      if (!each.keepsRank()) {
        FairRanks.left(session, each.before());
        FairRanks.rankLater(session, each.after());
      }
    }
  }

  /** Writes the keys and the replacements. Called after the stored jobs are inserted. */
  void write() throws SQLException {
    keys.write();
    for (Replacement each : replaced.values()) {
      replace(each.after(), each.keepsRank());
    }
  }

  private void replace(Job job, boolean keepsRank) throws SQLException {
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
            .number(keepsRank ? 1 : 0)
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

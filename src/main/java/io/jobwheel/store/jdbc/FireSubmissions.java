package io.jobwheel.store.jdbc;

import io.jobwheel.job.Job;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.fairness.FairRanks;
import io.jobwheel.store.jdbc.limit.Permits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The jobs and groups of due times of schedules, within a transaction. */
public final class FireSubmissions {

  private final WriterSession session;
  private final Permits permits;
  private final @Nullable UniqueSubmissions keys;
  private final List<Submission> stored = new ArrayList<>();
  private final List<Duplicate> duplicates = new ArrayList<>();

  private FireSubmissions(
      WriterSession session, Permits permits, @Nullable UniqueSubmissions keys) {
    this.session = session;
    this.permits = permits;
    this.keys = keys;
  }

  /**
   * Locks the unique keys of all planned jobs. Called after the transaction has locked other jobs.
   */
  public static FireSubmissions begin(
      WriterSession session, Permits permits, List<Submission> planned) throws SQLException {
    List<Submission> unique = planned.stream().filter(Submission::hasUniqueJobs).toList();
    return new FireSubmissions(
        session,
        permits,
        unique.isEmpty() ? null : UniqueSubmissions.begin(session, permits, unique));
  }

  /**
   * Adds the single job or the group of a due time, which was planned.
   *
   * @return why the job is not stored; empty if it is
   */
  public Optional<Duplicate> add(Submission submission) throws SQLException {
    if (keys == null || !submission.hasUniqueJobs()) {
      stored.add(held(submission));
      return Optional.empty();
    }
    SubmissionResult result = SubmissionDecision.decide(submission, keys, null);
    if (result.duplicates().isEmpty()) {
      stored.add(held(submission));
      return Optional.empty();
    }
    Duplicate duplicate = result.duplicates().values().iterator().next();
    duplicates.add(duplicate);
    return Optional.of(duplicate);
  }

  /** Returns a submission whose jobs wait for the permits of their limits. */
  private static Submission held(Submission submission) {
    List<Job> jobs = submission.jobs().stream().map(Permits::held).toList();
    return new Submission(
        submission.group(), jobs, submission.owner(), submission.key(), submission.lenient());
  }

  /** Inserts what was added, and writes the keys. */
  public void write() throws SQLException {
    if (!stored.isEmpty()) {
      JdbcJobSubmissions.insert(session, stored, Map.of());
      jobs().forEach(job -> FairRanks.rankLater(session, job));
      permits.wantStored(session, jobs());
    }
    if (keys != null) {
      keys.rankReplaced();
      keys.write();
    }
  }

  /** Returns the stored jobs. */
  public List<Job> jobs() {
    return stored.stream().flatMap(submission -> submission.jobs().stream()).toList();
  }

  /** Returns why other jobs are not stored. */
  public List<Duplicate> duplicates() {
    return List.copyOf(duplicates);
  }
}

package io.jobwheel.store.jdbc;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobStatus;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.LimitRejection;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.jdbc.limit.PermitAdmission;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides which jobs of a submission are stored: of each job first its unique key, then its limits.
 * A submission that is refused has no effect on later ones.
 */
final class SubmissionDecision {

  private final Submission submission;
  private final UniqueSubmissions.@Nullable Draft keys;
  private final @Nullable PermitAdmission permits;
  private final Map<UUID, Duplicate> duplicates = new HashMap<>();
  private final Map<UUID, LimitRejection> rejections = new HashMap<>();

  private SubmissionDecision(
      Submission submission,
      UniqueSubmissions.@Nullable Draft keys,
      @Nullable PermitAdmission permits) {
    this.submission = submission;
    this.keys = keys;
    this.permits = permits;
  }

  /**
   * Decides about the next submission, in order.
   *
   * @param unique the unique keys; null if no job has one
   * @param permits the permits of limits; null to decide without them
   */
  static SubmissionResult decide(
      Submission submission, @Nullable UniqueSubmissions unique, @Nullable PermitAdmission permits)
      throws SQLException {
    SubmissionDecision decision =
        new SubmissionDecision(submission, unique == null ? null : unique.draft(), permits);
    SubmissionResult refusal = decision.refusal();
    return refusal == null ? decision.accept() : decision.refuse(refusal);
  }

  /** Decides about the jobs; returns null unless the submission is refused. */
  private @Nullable SubmissionResult refusal() throws SQLException {
    for (Job job : submission.jobs()) {
      Optional<Duplicate> duplicate = keys == null ? Optional.empty() : keys.decide(job);
      if (duplicate.isPresent()) {
        duplicates.put(job.id(), duplicate.get());
        if (duplicate.get().decision() == DuplicateOutcome.REJECTED && !submission.lenient()) {
          return new SubmissionResult(null, Map.of(job.id(), duplicate.get()), true);
        }
        continue;
      }
      Optional<LimitRejection> rejection = permits == null ? Optional.empty() : permits.admit(job);
      if (rejection.isPresent()) {
        rejections.put(job.id(), rejection.get());
        if (!submission.lenient()) {
          return SubmissionResult.refused(job, rejection.get());
        }
      } else if (keys != null) {
        keys.take(job);
      }
    }
    return null;
  }

  private SubmissionResult accept() {
    if (keys != null) {
      keys.accept();
    }
    Map<UUID, JobStatus> statuses = permits == null ? Map.of() : permits.accept();
    return new SubmissionResult(null, duplicates, false, statuses, rejections);
  }

  private SubmissionResult refuse(SubmissionResult refusal) {
    if (permits != null) {
      permits.refuse();
    }
    return refusal;
  }
}

package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.store.LimitRejection;
import io.jobwheel.store.jdbc.limit.UsageRow.Columns;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.sql.Micros;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides about the new jobs of a transaction, one submission after the other, under the locks of
 * their rows. Call {@link #admit} for the jobs of a submission, then {@link #accept} or {@link
 * #refuse}; after the last submission, {@link #write}.
 */
public final class PermitAdmission {

  /**
   * A job that is held.
   *
   * @param fits whether its permits are free, but others that are held come first
   */
  private record HeldJob(Job job, UsageRow holder, Need missing, boolean fits) {}

  private final PermitSettlement settlement;
  private final LockedPermits permits;
  private final LimitListener listener;
  // of the current submission
  private final Map<UUID, JobStatus> statuses = new HashMap<>();
  private final Map<UsageRow, Columns> before = new HashMap<>();
  private final List<HeldJob> held = new ArrayList<>();

  PermitAdmission(PermitSettlement settlement, LimitListener listener) {
    this.settlement = settlement;
    this.permits = settlement.permits();
    this.listener = listener;
  }

  /**
   * Takes the permits of a job that is {@code QUEUED}, or {@code RUNNING} if it is to start at
   * once; if they are not free, the job is held or rejected. Jobs that are {@code SCHEDULED} need
   * permits only when they are due.
   *
   * @return why the job is not to be stored; empty if it is
   */
  public Optional<LimitRejection> admit(Job job) {
    List<Need> needs = permits.needs(job.spec().limits());
    if (needs.isEmpty() || job.state() == JobState.SCHEDULED) {
      return Optional.empty();
    }
    Need missing = permits.missing(needs, true);
    if (missing == null) {
      needs.forEach(need -> save(permits.row(need)));
      permits.take(needs, job.state() == JobState.RUNNING);
      statuses.put(job.id(), new JobStatus(job.state()));
      return Optional.empty();
    }
    Need refusing = permits.refusing(needs);
    if (refusing != null) {
      return Optional.of(rejection(refusing));
    }
    UsageRow holder = permits.row(missing);
    save(holder);
    holder.held(true);
    held.add(new HeldJob(job, holder, missing, permits.missing(needs, false) == null));
    statuses.put(job.id(), new JobStatus(JobState.BLOCKED, missing.counted()));
    return Optional.empty();
  }

  private void save(UsageRow row) {
    before.putIfAbsent(row, row.columns());
  }

  private LimitRejection rejection(Need missing) {
    long now = permits.now();
    @Nullable Long freeAt = missing.freeAt(permits.row(missing), now);
    return new LimitRejection(
        missing.counted(), freeAt == null ? null : Micros.toDuration(Math.max(freeAt - now, 0)));
  }

  /**
   * Keeps what was decided about the jobs of the submission.
   *
   * @return what each job is stored as; nothing of jobs about which was not decided
   */
  public Map<UUID, JobStatus> accept() {
    for (HeldJob job : held) {
      settlement.plan(job.holder(), job.missing());
      settlement.held(job.job());
      if (job.fits()) {
        settlement.planAtOnce(job.holder()); // it may come before the job that has no room
      }
    }
    Map<UUID, JobStatus> decided = Map.copyOf(statuses);
    reset();
    return decided;
  }

  /** Gives back what the jobs of the submission have taken: none of them is stored. */
  public void refuse() {
    before.forEach(UsageRow::restore);
    reset();
  }

  private void reset() {
    statuses.clear();
    before.clear();
    held.clear();
  }

  /** Writes the rows. */
  public void write() throws SQLException {
    settlement.write(listener);
  }
}

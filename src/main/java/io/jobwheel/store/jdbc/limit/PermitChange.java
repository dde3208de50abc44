package io.jobwheel.store.jdbc.limit;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import java.util.List;

/** What a write leaves to {@link Permits} at the end of its transaction. */
sealed interface PermitChange {

  /** The limits that it concerns. */
  List<JobLimit> limits();

  /**
   * A job that had permits has none any more.
   *
   * @param queued whether it was {@code QUEUED}, and so has not started
   */
  record GivenBack(List<JobLimit> limits, boolean queued) implements PermitChange {}

  /** A job that was held is not, or has another place among those that are. */
  record Left(List<JobLimit> limits) implements PermitChange {}

  /** A job was claimed. */
  record Started(List<JobLimit> limits) implements PermitChange {}

  /** A job that wants permits was written as {@code BLOCKED}. */
  record Wanted(Job job) implements PermitChange {
    @Override
    public List<JobLimit> limits() {
      return job.spec().limits();
    }
  }

  /**
   * A job's handler pauses its limits.
   *
   * @param micros the length of the pause, in microseconds
   */
  record Paused(List<JobLimit> limits, long micros) implements PermitChange {}

  /** The jobs of a row that later ones supersede were cancelled. */
  record MadeRoom(String id) implements PermitChange {
    @Override
    public List<JobLimit> limits() {
      return List.of();
    }
  }

  /** It is time to look whether the jobs that a row holds can be released. */
  record Due(String id) implements PermitChange {
    @Override
    public List<JobLimit> limits() {
      return List.of();
    }
  }
}

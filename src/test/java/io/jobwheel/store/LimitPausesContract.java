package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pauses of limits, on every database. */
abstract class LimitPausesContract extends StoreContract {

  private static final JobLimit A = new JobLimit("keys", "a", 1);
  private static final JobLimit B = new JobLimit("keys", "b", 1);
  private static final JobLimit TOTAL = new JobLimit("total", "a", 1);
  private static final JobLimit RATE = new JobLimit("rate", "a", 1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  @BeforeEach
  void define() {
    define("keys", new LimitSpec(100, 10, null, OnLimit.BLOCK));
    define("total", new LimitSpec(10, null, null, OnLimit.BLOCK));
    define("strict", new LimitSpec(10, null, null, OnLimit.REJECT));
    define(
        "rate", new LimitSpec(null, null, new RateSpec(9, Duration.ofMillis(9), 9), OnLimit.BLOCK));
  }

  private void define(String name, LimitSpec spec) {
    get(store.limits.change(name, (_, now) -> Limit.first(name, spec, false, null, now)));
  }

  private Job submit(Jobs jobs, JobLimit... limits) {
    Job job = jobs.limits(limits).build();
    var _ = get(store.submissions.submit(new Submission(null, List.of(job), node)));
    return store.read(job);
  }

  private JobState submitted(JobLimit... limits) {
    return submit(Jobs.queued(), limits).state();
  }

  private void pause(Duration duration, JobLimit... limits) {
    get(store.limitPauses.pause(List.of(limits), duration));
  }

  @Test
  void ofALimitThatIsCountedByKeyOnlyTheKeyIsPaused() {
    pause(HOUR, A);
    Job held = submit(Jobs.queued(), A);
    assertThat(held.state()).isEqualTo(JobState.BLOCKED);
    assertThat(held.blockedBy()).isNotNull().returns("a", blocker -> blocker.key());
    assertThat(submitted(B)).isEqualTo(JobState.QUEUED);
    assertThat(submitted(TOTAL)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void anotherLimitIsPausedAsAWholeAndAnUnknownOneIsIgnored() {
    pause(HOUR, TOTAL, new JobLimit("unknown", null, 1));
    assertThat(submitted(new JobLimit("total", null, 1))).isEqualTo(JobState.BLOCKED);
    assertThat(submitted(new JobLimit("total", "b", 1))).isEqualTo(JobState.BLOCKED);
    assertThat(submitted(A)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void jobsThatRunGoOnAndTheirPermitsReleaseNoOther() {
    Job running = submit(Jobs.running(), A);
    pause(HOUR, A);
    Job held = submit(Jobs.queued(), A);
    assertThat(store.end(running, node, new Outcome.Succeeded("1")).accepted()).isTrue();
    assertThat(store.read(held).state()).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void heldJobsAreReleasedWhenThePauseEnds() {
    for (JobLimit limit : List.of(A, TOTAL, RATE)) {
      pause(SHORT, limit);
      Job held = submit(Jobs.queued(), limit);
      assertThat(held.state()).isEqualTo(JobState.BLOCKED);
      Duration due = store.heldJobs.untilDue().orElseThrow();
      assertThat(due).isLessThanOrEqualTo(SHORT);
      get(store.heldJobs.releaseDue());
      assertThat(store.read(held).state())
          .isEqualTo(due.isZero() ? JobState.QUEUED : JobState.BLOCKED);
      LockSupport.parkNanos(store.heldJobs.untilDue().orElse(Duration.ZERO).toNanos());
      get(store.heldJobs.releaseDue());
      assertThat(store.read(held).state()).isEqualTo(JobState.QUEUED);
      assertThat(store.heldJobs.untilDue()).isEmpty();
    }
  }

  @Test
  void aPauseIsNeverShortenedByAnother() {
    pause(HOUR, A);
    pause(SHORT, A);
    assertThat(submitted(A)).isEqualTo(JobState.BLOCKED);
    assertThat(store.heldJobs.untilDue())
        .hasValueSatisfying(due -> assertThat(due).isGreaterThan(HOUR.dividedBy(2)));
  }

  @Test
  void aPauseCountsForJobsThatWereHeldBefore() {
    JobLimit ten = new JobLimit("keys", "a", 10);
    Job running = submit(Jobs.running(), ten);
    Job held = submit(Jobs.queued(), A);
    assertThat(store.heldJobs.untilDue()).isEmpty();
    pause(HOUR, A);
    assertThat(store.heldJobs.untilDue()).isPresent();
    store.end(running, node, new Outcome.Succeeded("1"));
    assertThat(store.read(held).state()).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void aLimitThatRejectsSaysWhenThePauseEnds() {
    JobLimit strict = new JobLimit("strict", null, 1);
    pause(HOUR, strict);
    Job job = Jobs.queued().limits(strict).build();
    SubmissionResult result =
        get(store.submissions.submit(new Submission(null, List.of(job), node)));
    assertThat(result.refused()).isTrue();
    assertThat(result.rejections().get(job.id()).retryAfter())
        .isBetween(HOUR.minusMinutes(1), HOUR);
  }
}

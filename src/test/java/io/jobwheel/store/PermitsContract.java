package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.LimitUsage;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What limits promise about single jobs, and what changes of limits do. */
abstract class PermitsContract extends StoreContract {

  private static final JobLimit ACME = new JobLimit("partner", "acme", 1);
  private static final JobLimit OTHER = new JobLimit("partner", "other", 1);

  private void define(@Nullable Integer total, @Nullable Integer perKey, @Nullable RateSpec rate) {
    LimitSpec spec = new LimitSpec(total, perKey, rate, OnLimit.BLOCK);
    get(
        store.limits.change(
            "partner",
            (before, now) ->
                before == null
                    ? new Limit("partner", spec, false, null, now, null, now, 1)
                    : new Limit(
                        "partner",
                        spec,
                        false,
                        null,
                        before.createdAt(),
                        null,
                        now,
                        before.version() + 1)));
  }

  private void delete() {
    get(store.limits.change("partner", (_, _) -> null));
  }

  private List<Job> submit(int jobs, JobLimit... limits) {
    return IntStream.range(0, jobs)
        .mapToObj(_ -> store.submit(Jobs.queued().limits(limits)))
        .toList();
  }

  private List<JobState> states(List<Job> jobs) {
    return jobs.stream().map(job -> store.read(job).state()).toList();
  }

  private void releaseDue() {
    get(store.heldJobs.releaseDue());
  }

  @Test
  void theEndOfAJobReleasesTheNextOfItsKey() {
    define(null, 1, null);
    List<Job> acme = submit(3, ACME);
    List<Job> other = submit(2, OTHER);
    assertThat(states(acme)).containsExactly(JobState.QUEUED, JobState.BLOCKED, JobState.BLOCKED);
    assertThat(states(other)).containsExactly(JobState.QUEUED, JobState.BLOCKED);
    assertThat(store.read(acme.get(1)).blockedBy()).hasToString("Blocker[limit=partner, key=acme]");
    List<Job> told = new ArrayList<>();
    store.limitListener =
        new LimitListener() {
          @Override
          public void released(List<Job> jobs) {
            told.addAll(jobs);
          }

          @Override
          public void dueIn(Duration time) {
            throw new AssertionError("no time releases these jobs");
          }
        };

    Job running = store.claim(node, 1).getFirst();
    assertThat(running.id()).isEqualTo(acme.getFirst().id());
    assertThat(store.end(running, node, new Outcome.Succeeded(null)).accepted()).isTrue();

    assertThat(states(acme)).containsExactly(JobState.SUCCEEDED, JobState.QUEUED, JobState.BLOCKED);
    assertThat(states(other)).containsExactly(JobState.QUEUED, JobState.BLOCKED);
    assertThat(told).containsExactly(store.read(acme.get(1)).brief());
    assertThat(store.heldJobs.untilDue()).isEmpty();
  }

  @Test
  void aHigherPriorityIsReleasedFirst() {
    define(1, null, null);
    Job first = submit(1, ACME).getFirst();
    Job low = submit(1, ACME).getFirst();
    Job high = store.submit(Jobs.queued().priority(5).limits(OTHER));
    get(store.cancels.cancel(first.id(), NOW));
    assertThat(states(List.of(first, low, high)))
        .containsExactly(JobState.CANCELLED, JobState.BLOCKED, JobState.QUEUED);
    assertThat(store.read(low).blockedBy()).hasToString("Blocker[limit=partner, key=null]");
  }

  @Test
  void aJobThatWaitsForItsRetryHasNoPermit() {
    define(1, null, null);
    Job failing = store.submitRunning(Jobs.running().limits(ACME), node);
    Job next = submit(1, ACME).getFirst();
    var retry =
        new Outcome.Retried(
            new io.jobwheel.job.JobError("no", "no"),
            NOW.plusSeconds(60),
            io.jobwheel.job.FailureReason.FAILURE);
    store.end(failing, node, retry);
    assertThat(states(List.of(failing, next))).containsExactly(JobState.SCHEDULED, JobState.QUEUED);
    get(store.claims.promoteDue(NOW.plusSeconds(61)));
    assertThat(states(List.of(failing, next))).containsExactly(JobState.BLOCKED, JobState.QUEUED);
  }

  @Test
  void aLimitThatIsRaisedReleasesJobs() {
    define(1, null, null);
    List<Job> jobs = submit(4, ACME);
    define(3, null, null);
    assertThat(store.heldJobs.untilDue()).contains(Duration.ZERO);
    releaseDue();
    assertThat(states(jobs))
        .containsExactly(JobState.QUEUED, JobState.QUEUED, JobState.QUEUED, JobState.BLOCKED);
  }

  @Test
  void aLimitThatIsLoweredEndsNothingAndReleasesNothingUntilThereIsRoom() {
    define(3, null, null);
    List<Job> jobs = submit(4, ACME);
    define(1, null, null);
    releaseDue();
    for (int end = 0; end < 3; end++) {
      assertThat(states(jobs).getLast()).isEqualTo(JobState.BLOCKED);
      get(store.cancels.cancel(jobs.get(end).id(), NOW));
    }
    assertThat(states(jobs).getLast()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void zeroStopsAll() {
    define(null, 0, null);
    List<Job> jobs = submit(2, ACME);
    assertThat(states(jobs)).containsOnly(JobState.BLOCKED);
    releaseDue();
    assertThat(states(jobs)).containsOnly(JobState.BLOCKED);
    assertThat(store.heldJobs.untilDue()).isEmpty();
  }

  @Test
  void aNewTotalCountsTheJobsThatHavePermitsAlready() {
    define(null, 2, null);
    List<Job> before = Stream.of(submit(2, ACME), submit(1, OTHER)).flatMap(List::stream).toList();
    define(3, 2, null);
    Job next = submit(1, OTHER).getFirst();
    assertThat(store.read(next).state()).isEqualTo(JobState.BLOCKED);
    get(store.cancels.cancel(before.getFirst().id(), NOW));
    assertThat(store.read(next).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void theJobsOfADeletedLimitAreReleased() {
    define(0, null, null);
    List<Job> jobs = submit(700, ACME); // more than one transaction releases
    delete();
    for (int i = 0; i < 3; i++) {
      releaseDue();
    }
    assertThat(states(jobs)).containsOnly(JobState.QUEUED);
    assertThat(store.heldJobs.untilDue()).isEmpty();
  }

  @Test
  void aLimitThatIsDefinedAgainCountsWhatRuns() {
    define(1, null, null);
    Job running = store.submitRunning(Jobs.running().limits(ACME), node);
    delete();
    define(1, null, null);
    Job next = submit(1, ACME).getFirst();
    assertThat(store.read(next).state()).isEqualTo(JobState.BLOCKED);
    store.end(running, node, new Outcome.Succeeded(null));
    assertThat(store.read(next).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void aRateLetsABurstStartAndThenOneJobAtATime() {
    define(null, null, new RateSpec(20, Duration.ofSeconds(1), 2));
    List<Job> jobs = submit(5, ACME);
    assertThat(states(jobs).stream().filter(JobState.QUEUED::equals)).hasSize(2);
    assertThat(states(submit(1, OTHER))).containsExactly(JobState.QUEUED); // a key of its own

    Instant begin = Instant.now();
    int started = 0;
    while (started < 6) {
      started += store.claim(node, 10, Instant.now()).size();
      store
          .heldJobs
          .untilDue()
          .ifPresent(due -> {
            LockSupport.parkNanos(due.toNanos());
            releaseDue();
          });
    }
    // three of the five have to wait, 50 ms each
    assertThat(Duration.between(begin, Instant.now()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    assertThat(store.heldJobs.untilDue()).isEmpty();
  }

  @Test
  void aQueuedJobKeepsItsShareOfTheBurstUntilItStarts() {
    define(null, null, new RateSpec(1000, Duration.ofSeconds(1), 2));
    List<Job> jobs = submit(3, ACME);
    LockSupport.parkNanos(20_000_000);
    releaseDue();
    // nothing has started: time alone gives no more
    assertThat(states(jobs)).containsExactly(JobState.QUEUED, JobState.QUEUED, JobState.BLOCKED);
    assertThat(store.claim(node, 1)).hasSize(1);
    store.heldJobs.untilDue().ifPresent(due -> LockSupport.parkNanos(due.toNanos()));
    releaseDue();
    assertThat(states(jobs)).containsExactly(JobState.RUNNING, JobState.QUEUED, JobState.QUEUED);
  }

  @Test
  void aJobOfSeveralUnitsWaitsForAllOfThem() {
    define(3, null, null);
    List<Job> small = submit(2, ACME);
    Job large = submit(1, new JobLimit("partner", "acme", 2)).getFirst();
    Job behind = submit(1, ACME).getFirst();
    assertThat(states(List.of(large, behind))).containsOnly(JobState.BLOCKED);
    get(store.cancels.cancel(small.getFirst().id(), NOW));
    assertThat(states(List.of(large, behind))).containsExactly(JobState.QUEUED, JobState.BLOCKED);
    get(store.cancels.cancel(small.getLast().id(), NOW));
    assertThat(states(List.of(large, behind))).containsExactly(JobState.QUEUED, JobState.QUEUED);
  }

  @Test
  void jobsWithoutLimitsAndDefinitionsHaveNoRows() {
    define(1, 1, null);
    assertThat(store.read(store.submit(Jobs.queued())).state()).isEqualTo(JobState.QUEUED);
    assertThat(store.count("limit_usage")).isZero();
  }

  @Test
  void countsOfUnusedKeysAreDeleted() {
    define(null, 1, new RateSpec(1, Duration.ofDays(1), 2));
    Job job = submit(1, ACME).getFirst();
    Job other = submit(1, OTHER).getFirst();
    get(store.cancels.cancel(job.id(), NOW));
    assertThat(get(store.heldJobs.purgeUnused(10))).isEqualTo(1);
    assertThat(store.claim(node, 1)).hasSize(1);
    get(store.cancels.cancel(other.id(), NOW));
    store.end(store.read(other), node, new Outcome.Succeeded(null));
    // its rate remembers the start
    assertThat(get(store.heldJobs.purgeUnused(10))).isZero();
    assertThat(store.read(submit(1, ACME).getFirst()).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void theUsageIsWhatJobsHave() {
    define(3, 2, null);
    submit(3, ACME);
    submit(1, OTHER);
    submit(1, new JobLimit("partner", "third", 1));
    assertThat(store.limits.usage("partner")).isEqualTo(new LimitUsage(3, 2, 2));
    assertThat(store.limits.usage("partner-2")).isEqualTo(new LimitUsage(0, 0, 0));
  }
}

package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that reject new jobs, on every database. */
abstract class RejectingLimitsContract extends StoreContract {

  private static final JobLimit TWO = new JobLimit("two", null, 1);
  private static final JobLimit ONE_A = new JobLimit("one", "a", 1);
  private static final JobLimit ONE_B = new JobLimit("one", "b", 1);
  private static final JobLimit WAIT = new JobLimit("wait", null, 1);
  private static final Outcome DONE = new Outcome.Succeeded("1");
  private static final JobError NO = new JobError("handler-failed", "no");

  @BeforeEach
  void define() {
    define("two", new LimitSpec(2, null, null, OnLimit.REJECT));
    define("one", new LimitSpec(null, 1, null, OnLimit.REJECT));
    define("wait", new LimitSpec(1, null, null, OnLimit.BLOCK));
    define(
        "rate", new LimitSpec(null, null, new RateSpec(1, Duration.ofHours(1), 1), OnLimit.REJECT));
  }

  private void define(String name, LimitSpec spec) {
    get(store.limits.change(name, (_, now) -> Limit.first(name, spec, false, null, now)));
  }

  private static Job job(JobLimit... limits) {
    return Jobs.queued().limits(limits).build();
  }

  private CompletableFuture<SubmissionResult> begin(boolean lenient, List<Job> jobs) {
    return store.submissions.submit(new Submission(null, jobs, node, null, lenient));
  }

  private SubmissionResult submit(Job... jobs) {
    return get(begin(false, List.of(jobs)));
  }

  private SubmissionResult submit(IdempotencyKey key, boolean lenient, Job... jobs) {
    return get(store.submissions.submit(new Submission(null, List.of(jobs), node, key, lenient)));
  }

  private void expectStored(Job job) {
    assertThat(store.read(job).state()).isEqualTo(JobState.QUEUED);
  }

  private void expectNone(Job job) {
    assertThat(store.queries.find(job.id())).isEmpty();
  }

  private void expectRefused(SubmissionResult result, Job job, String limit, String key) {
    assertThat(result.refused()).isTrue();
    assertThat(result.rejections())
        .isEqualTo(Map.of(job.id(), new LimitRejection(new Blocker(limit, key), null)));
  }

  private long used(String row) {
    return store
        .reader
        .first(
            "SELECT used FROM limit_usage WHERE id = ?",
            select -> select.text(row),
            each -> each.getLong(1))
        .orElse(0L);
  }

  @Test
  void aJobWithoutPermitsIsNotStoredUntilAnotherEnds() {
    Job first = job(ONE_A);
    Job second = job(ONE_A);
    assertThat(submit(first).isWhole()).isTrue();
    expectRefused(submit(second), second, "one", "a");
    expectNone(second);
    expectStored(first);
    assertThat(submit(job(ONE_B)).refused()).isFalse();

    for (Job claimed : store.claim(node, 2)) {
      store.end(claimed, node, DONE);
    }
    assertThat(submit(second).refused()).isFalse();
    expectStored(second);
  }

  @Test
  void aGroupIsRefusedAsAWholeAndTakesNoPermits() {
    JobGroup group =
        JobGroup.accepted(
            Jobs.newId(), Jobs.queued().build().mode(), CompletionCondition.ALL_COMPLETED, NOW);
    List<Job> members = new ArrayList<>();
    for (JobLimit limit : List.of(TWO, ONE_A, ONE_A)) {
      members.add(Jobs.queued().in(group).limits(limit).build());
    }
    SubmissionResult result = get(store.submissions.submit(new Submission(group, members, node)));
    expectRefused(result, members.getLast(), "one", "a");
    assertThat(store.queries.findGroup(group.id())).isEmpty();
    members.forEach(this::expectNone);
    assertThat(used("two")).isZero();
    assertThat(used("one/a")).isZero();
    assertThat(submit(job(TWO), job(TWO), job(ONE_A)).isWhole()).isTrue();
  }

  @Test
  void aLenientBatchLeavesOutOnlyTheJobsWithoutPermits() {
    Job[] jobs = {job(TWO), job(ONE_A), job(ONE_A), job(), job(TWO), job(TWO)};
    SubmissionResult result = get(begin(true, List.of(jobs)));
    assertThat(result.refused()).isFalse();
    assertThat(result.rejections().keySet()).containsExactlyInAnyOrder(jobs[2].id(), jobs[5].id());
    assertThat(result.stored(List.of(jobs))).containsExactly(jobs[0], jobs[1], jobs[3], jobs[4]);
    expectNone(jobs[2]);
    expectNone(jobs[5]);
    assertThat(used("two")).isEqualTo(2);
    assertThat(used("one/a")).isEqualTo(1);
  }

  /** Many submissions are of one transaction; a refused one takes nothing from the next. */
  @Test
  void ofSubmissionsAtOnceARefusedOneLeavesItsPermitsToTheOthers() {
    List<CompletableFuture<SubmissionResult>> refused = new ArrayList<>();
    List<CompletableFuture<SubmissionResult>> free = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      JobLimit own = new JobLimit("one", "k" + i, 1);
      refused.add(begin(false, List.of(job(own), job(own))));
      free.add(begin(false, List.of(job(own))));
    }
    assertThat(refused).allMatch(each -> get(each).refused());
    assertThat(free).allMatch(each -> get(each).isWhole());
    assertThat(store.count("job")).isEqualTo(50);
  }

  @Test
  void aLimitThatRejectsDecidesAlsoForAJobThatAnotherOneHolds() {
    assertThat(submit(job(WAIT), job(ONE_A)).isWhole()).isTrue();
    Job both = job(WAIT, ONE_A);
    expectRefused(submit(both), both, "one", "a");
    Job held = job(WAIT, ONE_B);
    assertThat(submit(held).stored(List.of(held)))
        .singleElement()
        .returns(new Blocker("wait", null), Job::blockedBy);
    assertThat(used("one/b")).isZero();
  }

  @Test
  void theIdempotencyKeyOfARefusedRequestIsFree() {
    assertThat(submit(job(ONE_A)).isWhole()).isTrue();
    IdempotencyKey key = IdempotencyKeysContract.key(UUID.randomUUID(), UUID.randomUUID(), NOW);
    Job second = job(ONE_A);
    expectRefused(submit(key, false, second), second, "one", "a");
    assertThat(store.keys.find(key.id(), NOW)).isEmpty();
    store.end(store.claim(node, 1).getFirst(), node, DONE);
    assertThat(submit(key, false, second).isWhole()).isTrue();
    assertThat(store.keys.find(key.id(), NOW))
        .hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(second.id()));
  }

  @Test
  void aRepeatedBatchFindsWhichOfItsJobsWereRejected() {
    JobLimit oddKey = new JobLimit("one", "a, 1 b/c", 1);
    IdempotencyKey key = IdempotencyKeysContract.key(UUID.randomUUID(), UUID.randomUUID(), NOW);
    Job[] jobs = {job(oddKey), job(oddKey), job(), job(TWO), job(TWO), job(TWO)};
    SubmissionResult first = submit(key, true, jobs);
    assertThat(first.rejections()).hasSize(2);
    KeyedResource earlier = submit(key, true, job()).earlier();
    assertThat(earlier).isNotNull();
    assertThat(earlier.rejections())
        .isEqualTo(Map.of(1, new Blocker("one", "a, 1 b/c"), 5, new Blocker("two", null)));
    assertThat(earlier.duplicates()).isEmpty();
    assertThat(earlier.batch()).containsExactlyElementsOf(Jobs.idsOf(List.of(jobs)));
    assertThat(store.keys.find(key.id(), NOW)).contains(earlier);
  }

  @Test
  void aRejectedJobDoesNotGetItsUniqueKey() {
    assertThat(submit(job(ONE_A)).isWhole()).isTrue();
    Uniqueness unique =
        new Uniqueness(UUID.randomUUID(), null, Until.END, Duration.ZERO, OnConflict.RETURN);
    Job rejected = Jobs.queued().unique(unique).limits(ONE_A).build();
    expectRefused(submit(rejected), rejected, "one", "a");

    Job again = Jobs.queued().unique(unique).limits(ONE_A).build();
    Job next = Jobs.queued().unique(unique).limits(ONE_B).build();
    Job duplicate = Jobs.queued().unique(unique).limits(ONE_A).build();
    SubmissionResult result = get(begin(true, List.of(again, next, duplicate)));
    assertThat(result.rejections().keySet()).containsExactly(again.id());
    assertThat(result.duplicates())
        .isEqualTo(
            Map.of(
                duplicate.id(), new Duplicate(Duplicate.DuplicateOutcome.RETURNED, next.brief())));
    expectStored(next);
  }

  @Test
  void aRefusedSubmissionReplacesNoUniqueJob() {
    assertThat(submit(job(ONE_A)).isWhole()).isTrue();
    Uniqueness unique =
        new Uniqueness(UUID.randomUUID(), null, Until.END, Duration.ZERO, OnConflict.REPLACE);
    Job holder = Jobs.queued().unique(unique).payload("[1]").build();
    assertThat(submit(holder).isWhole()).isTrue();
    Job replacement = Jobs.queued().unique(unique).payload("[2]").build();
    assertThat(submit(replacement, job(ONE_A)).refused()).isTrue();
    assertThat(store.read(holder).payload()).isEqualTo("[1]");
  }

  @Test
  void aRateSaysWhenTheNextJobMayStart() {
    JobLimit rate = new JobLimit("rate", "a", 1);
    assertThat(submit(job(rate)).isWhole()).isTrue();
    Job second = job(rate);
    LimitRejection rejection = submit(second).rejections().get(second.id());
    assertThat(rejection.blocker()).isEqualTo(new Blocker("rate", "a"));
    assertThat(rejection.retryAfter()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
  }

  @Test
  void retriesRedrivesAndDueJobsAreHeldInsteadOfRejected() {
    Job retried = job(ONE_A);
    Job failed = job(ONE_B);
    assertThat(submit(retried, failed).isWhole()).isTrue();
    for (Job claimed : store.claim(node, 2)) {
      store.end(
          claimed,
          node,
          claimed.id().equals(failed.id())
              ? new Outcome.Failed(NO)
              : new Outcome.Retried(NO, NOW.plusSeconds(5), FailureReason.FAILURE));
    }
    Job scheduled = Jobs.scheduled(NOW.plusSeconds(5)).limits(ONE_A).build();
    assertThat(submit(job(ONE_A), job(ONE_B), scheduled).isWhole()).isTrue();
    get(store.redrives.redrive(failed.id(), RedriveChanges.NONE, NOW));
    get(store.claims.promoteDue(NOW.plusSeconds(10)));
    for (Job each : List.of(retried, failed, scheduled)) {
      assertThat(store.read(each).state()).isEqualTo(JobState.BLOCKED);
    }
    for (Job claimed : store.claim(node, 2)) {
      store.end(claimed, node, DONE);
    }
    assertThat(store.read(failed).state()).isEqualTo(JobState.QUEUED);
    Job behind = job(ONE_A);
    expectRefused(submit(behind), behind, "one", "a");
  }
}

package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobCancellations.Decision;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.SupersededJobs.Superseded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that cancel the oldest jobs, on every database. */
abstract class SupersedingLimitsContract extends StoreContract {

  private static final JobLimit A = new JobLimit("latest", "a", 1);
  private static final JobLimit B = new JobLimit("latest", "b", 1);
  private static final JobLimit WAIT = new JobLimit("wait", null, 1);
  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Instant LATER = NOW.plusSeconds(30);

  @BeforeEach
  void define() {
    define("latest", new LimitSpec(null, 1, null, OnLimit.CANCEL_OLDEST));
    define("wait", new LimitSpec(1, null, null, OnLimit.BLOCK));
    store.lease(node);
  }

  private void define(String name, LimitSpec spec) {
    get(
        store.limits.change(
            name,
            (before, now) ->
                before == null
                    ? Limit.first(name, spec, false, null, now)
                    : before.changed(spec, false, null, now)));
  }

  private Job submit(Jobs jobs, JobLimit... limits) {
    Job job = jobs.limits(limits).build();
    var _ = get(store.submissions.submit(new Submission(null, List.of(job), node)));
    return store.read(job);
  }

  private Job queued(JobLimit... limits) {
    return submit(Jobs.queued(), limits);
  }

  private Job running(JobLimit... limits) {
    return submit(Jobs.running(), limits);
  }

  /** Does what the releaser of a node does, until nothing is due. */
  private List<Superseded> settle() {
    List<Superseded> superseded = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      if (store.heldJobs.untilDue().filter(Duration::isZero).isEmpty()) {
        return superseded;
      }
      superseded.addAll(get(store.supersededJobs.cancelDue(LATER)));
      get(store.heldJobs.releaseDue());
    }
    throw new AssertionError("Something is always due");
  }

  private JobState state(Job job) {
    return store.read(job).state();
  }

  private static String message(Job newest, String limit, @Nullable String key, int permits) {
    return "Cancelled: job %s was submitted later, and limit %s%s allows %d."
        .formatted(newest.id(), limit, key == null ? "" : ", key " + key + ",", permits);
  }

  private void expectCancelled(Job job, String message) {
    assertThat(store.read(job))
        .returns(JobState.CANCELLED, Job::state)
        .returns(LATER, Job::finishedAt)
        .returns(new JobError(ErrorCode.CANCELLED.code(), message), Job::error);
  }

  @Test
  void aQueuedJobGivesItsPlaceToALaterOneOfItsKey() {
    Job first = queued(A);
    Job other = queued(B);
    Job second = queued(A);
    assertThat(second.state()).isEqualTo(JobState.BLOCKED);

    List<Superseded> superseded = settle();
    expectCancelled(first, message(second, "latest", "a", 1));
    assertThat(state(second)).isEqualTo(JobState.QUEUED);
    assertThat(state(other)).isEqualTo(JobState.QUEUED);
    assertThat(superseded)
        .singleElement()
        .satisfies(each -> {
          assertThat(each.limit()).isEqualTo("latest");
          assertThat(each.cancelled())
              .singleElement()
              .satisfies(one -> {
                assertThat(one.decision()).isEqualTo(Decision.CANCELLED);
                assertThat(one.job().id()).isEqualTo(first.id());
              });
        });
  }

  @Test
  void theListenerIsToldAtOnceAndOnlyOnce() {
    List<Duration> due = new ArrayList<>();
    store.limitListener =
        new LimitListener() {
          @Override
          public void released(List<Job> jobs) {
            // not expected here
          }

          @Override
          public void dueIn(Duration time) {
            due.add(time);
          }
        };
    var _ = queued(A);
    assertThat(due).isEmpty();
    var _ = queued(A);
    assertThat(due).containsExactly(Duration.ZERO);
    due.clear();
    var _ = settle();
    assertThat(due).isEmpty();
  }

  @Test
  void aRunningJobIsAskedToEndAndKeepsTheMessage() {
    Job first = running(A);
    Job second = queued(A);
    assertThat(settle())
        .flatExtracting(Superseded::cancelled)
        .singleElement()
        .returns(Decision.REQUESTED, each -> each.decision());
    assertThat(store.read(first))
        .returns(JobState.RUNNING, Job::state)
        .returns(LATER, Job::cancelRequestedAt);
    assertThat(state(second)).isEqualTo(JobState.BLOCKED);

    store.end(first, node, new Outcome.Cancelled(new JobError("cancelled", "Done.")), LATER);
    expectCancelled(first, message(second, "latest", "a", 1));
    assertThat(state(second)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void theMessageStaysHoweverTheRunningJobIsCancelled() {
    define("latest", new LimitSpec(4, null, null, OnLimit.CANCEL_OLDEST));
    Job retried = running(A);
    Job released = running(A);
    Job lost = running(A);
    Job done = running(A);
    var _ = queued(A);
    var _ = queued(A);
    var _ = queued(A);
    Job last = queued(A);
    var _ = settle();
    store.end(retried, node, new Outcome.Retried(NO, LATER, FailureReason.FAILURE), LATER);
    store.end(released, node, new Outcome.Released(), LATER);
    store.end(done, node, new Outcome.Succeeded("1"), LATER);
    store.execute("UPDATE node SET lease_until = 1");
    get(store.leases.rescueExpired(other, 3, LATER));
    String message = message(last, "latest", null, 4);
    for (Job each : List.of(retried, released, lost)) {
      expectCancelled(each, message);
    }
    assertThat(store.read(done)).returns(JobState.SUCCEEDED, Job::state).returns(null, Job::error);
  }

  @Test
  void ofManyJobsAtOnceOnlyTheNewestStays() {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 1_201; i++) {
      jobs.add(Jobs.queued().limits(A).build());
    }
    var _ = get(store.submissions.submit(new Submission(null, jobs, node)));
    assertThat(settle())
        .flatExtracting(Superseded::cancelled)
        .hasSize(1_200)
        .allMatch(each -> each.decision() == Decision.CANCELLED);
    assertThat(state(jobs.getLast())).isEqualTo(JobState.QUEUED);
    assertThat(store.count("job WHERE state = 'CANCELLED'")).isEqualTo(1_200);
  }

  @Test
  void unitsCountAndTheNewestJobAlwaysStays() {
    define("latest", new LimitSpec(null, 3, null, OnLimit.CANCEL_OLDEST));
    JobLimit two = new JobLimit("latest", "a", 2);
    Job first = queued(A);
    Job second = queued(two);
    Job third = queued(A);
    var _ = settle();
    expectCancelled(first, message(third, "latest", "a", 3));
    assertThat(List.of(state(second), state(third))).containsOnly(JobState.QUEUED);

    define("latest", new LimitSpec(null, 0, null, OnLimit.CANCEL_OLDEST));
    Job fourth = queued(A);
    var _ = settle();
    expectCancelled(third, message(fourth, "latest", "a", 0));
    assertThat(state(fourth)).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void aKeyThatBeginsAsAnotherIsAnother() {
    JobLimit longer = new JobLimit("latest", "a 1", 1);
    JobLimit name = new JobLimit("latest-2", "a", 1);
    define("latest-2", new LimitSpec(null, 1, null, OnLimit.CANCEL_OLDEST));
    Job first = queued(longer);
    Job second = queued(name);
    Job third = queued(A);
    Job fourth = queued(A);
    var _ = settle();
    expectCancelled(third, message(fourth, "latest", "a", 1));
    for (Job each : List.of(first, second, fourth)) {
      assertThat(state(each)).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void aTotalCountsTheJobsOfAllKeys() {
    define("latest", new LimitSpec(2, null, null, OnLimit.CANCEL_OLDEST));
    define("latest.x", new LimitSpec(9, null, null, OnLimit.CANCEL_OLDEST));
    Job other = queued(new JobLimit("latest.x", "a", 1));
    Job first = queued(A);
    Job second = queued(new JobLimit("latest", null, 1));
    Job third = queued(B);
    var _ = settle();
    expectCancelled(first, message(third, "latest", null, 2));
    for (Job each : List.of(other, second, third)) {
      assertThat(state(each)).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void aJobThatAnotherLimitHoldsIsSupersededAsWell() {
    var _ = running(WAIT);
    Job first = queued(A, WAIT);
    Job second = queued(A, WAIT);
    assertThat(List.of(first.state(), second.state())).containsOnly(JobState.BLOCKED);
    var _ = settle();
    expectCancelled(first, message(second, "latest", "a", 1));
    assertThat(state(second)).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void retriesOfOldJobsAreSupersededButJobsThatWaitForTheirTimeAreNot() {
    Job retried = running(A);
    store.end(retried, node, new Outcome.Retried(NO, LATER, FailureReason.FAILURE));
    Job scheduled = submit(Jobs.scheduled(LATER), A);
    Job current = queued(A);
    assertThat(current.state()).isEqualTo(JobState.QUEUED);
    Job newest = queued(A);
    var _ = settle();
    expectCancelled(retried, message(newest, "latest", "a", 1));
    expectCancelled(current, message(newest, "latest", "a", 1));
    assertThat(state(scheduled)).isEqualTo(JobState.SCHEDULED);

    get(store.claims.promoteDue(LATER));
    var _ = settle();
    expectCancelled(scheduled, message(newest, "latest", "a", 1));
    assertThat(state(newest)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void jobsOfGroupsEndTheirGroups() {
    JobGroup all = Jobs.group(CompletionCondition.ALL_COMPLETED);
    Job member = Jobs.queued().in(all).limits(A).build();
    Job free = Jobs.queued().in(all).build();
    var _ = get(store.submissions.submit(new Submission(all, List.of(member, free), node)));
    JobGroup alone = Jobs.group(CompletionCondition.ALL_COMPLETED);
    Job single = Jobs.queued().in(alone).limits(B).build();
    var _ = get(store.submissions.submit(new Submission(alone, List.of(single), node)));
    var _ = queued(A);
    var _ = queued(B);
    List<Superseded> superseded = settle();
    assertThat(superseded)
        .flatExtracting(Superseded::cancelled)
        .extracting(each -> each.endedGroup() == null ? null : each.endedGroup().id())
        .containsExactlyInAnyOrder(null, alone.id());
    assertThat(state(member)).isEqualTo(JobState.CANCELLED);
    assertThat(store.read(all).finishedAt()).isNull();
    assertThat(store.read(alone).finishedAt()).isEqualTo(LATER);
  }

  /** A job that is released, ends or retries meanwhile does not make the row forget. */
  @Test
  void theRowStaysDueUntilItsOldestJobsAreCancelled() {
    Job first = running(A);
    Job second = queued(A);
    get(store.heldJobs.releaseDue());
    assertThat(store.heldJobs.untilDue()).contains(Duration.ZERO);
    store.end(first, node, new Outcome.Retried(NO, LATER, FailureReason.FAILURE));
    assertThat(state(second)).isEqualTo(JobState.QUEUED);
    assertThat(store.heldJobs.untilDue()).contains(Duration.ZERO);
    var _ = settle();
    expectCancelled(first, message(second, "latest", "a", 1));
    assertThat(store.heldJobs.untilDue()).isEmpty();
  }

  @Test
  void aJobWithACancellationRequestDoesNotCount() {
    define("latest", new LimitSpec(null, 2, null, OnLimit.CANCEL_OLDEST));
    Job first = running(A);
    Job second = running(A);
    get(store.cancels.cancel(second.id(), NOW));
    Job third = queued(A);
    var _ = settle();
    assertThat(store.read(first).cancelRequestedAt()).isNull();
    store.end(second, node, new Outcome.Cancelled(NO), LATER);
    assertThat(store.read(second).error()).isEqualTo(NO);
    assertThat(state(third)).isEqualTo(JobState.QUEUED);
  }
}

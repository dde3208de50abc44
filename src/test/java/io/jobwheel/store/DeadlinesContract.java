package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.jobwheel.job.AttemptRecord;
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
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobCancellations.Decision;
import io.jobwheel.store.JobDeadlines.Expired;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.BulkOperations;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.query.ReadMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises about deadlines, on every database. The clock of the test is long past. */
abstract class DeadlinesContract extends StoreContract {

  private static final Instant PAST = NOW.plusSeconds(30);
  private static final Instant LATER = NOW.plusSeconds(100);
  private static final Instant FUTURE = Instant.parse("2999-01-01T00:00:00Z");
  private static final JobError NO = new JobError("handler-failed", "no");

  List<Job> expire() {
    return get(store.deadlines.expire(100)).jobs();
  }

  private static Jobs in(JobState state) {
    return switch (state) {
      case SCHEDULED -> Jobs.scheduled(FUTURE);
      case BLOCKED -> Jobs.queued().limits(new JobLimit("partner", "acme", 1));
      case QUEUED -> Jobs.queued();
      case RUNNING -> Jobs.running();
      case SUCCEEDED, FAILED, CANCELLED -> throw new IllegalArgumentException("has ended");
    };
  }

  private static JobError exceeded(String message) {
    return new JobError("deadline-exceeded", message);
  }

  @ParameterizedTest
  @EnumSource(names = {"SCHEDULED", "BLOCKED", "QUEUED"})
  void aWaitingJobFailsAtItsDeadline(JobState state) {
    TestLimits.define(store, "partner", null, 0); // holds the jobs that are to be blocked
    Instant before = Instant.now().minusSeconds(1);
    Job late = store.submit(in(state).deadline(PAST));
    Job early = store.read(store.submit(in(state).deadline(FUTURE)));
    Job without = store.read(store.submit(in(state)));
    assertThat(List.of(early, without)).allMatch(job -> job.state() == state);

    List<Job> expired = expire();

    Job failed = store.read(late);
    assertThat(expired).containsExactly(failed.brief());
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.error()).isEqualTo(exceeded("The deadline passed before the job started."));
    assertThat(failed.finishedAt()).isBetween(before, Instant.now().plusSeconds(1));
    assertThat(failed.blockedBy()).isNull();
    assertThat(failed.spec().deadline()).isEqualTo(PAST);
    assertThat(failed).extracting(Job::attempt, Job::failures, Job::crashes).containsOnly(0);
    assertThat(store.attempts.ofJob(late.id(), ReadMeter.NONE).orElseThrow()).isEmpty();
    assertThat(store.read(early)).isEqualTo(early);
    assertThat(store.read(without)).isEqualTo(without);
    assertThat(expire()).isEmpty();
  }

  @Test
  void aRunningJobIsLeftToItsAttempt() {
    Job job = store.submitRunning(Jobs.running().deadline(PAST), node);
    assertThat(store.deadlines.deadlines().passed()).isFalse();
    assertThat(expire()).isEmpty();
    assertThat(store.read(job)).isEqualTo(job);

    assertThat(store.end(job, node, new Outcome.Released()).accepted()).isTrue();
    assertThat(store.deadlines.deadlines().passed()).isTrue();
    assertThat(expire()).hasSize(1);
    assertThat(store.read(job).error())
        .isEqualTo(exceeded("The deadline passed while the job waited for its next attempt."));
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void aJobThatHasEndedStaysAsItIs(JobState end) {
    Job job = store.submitRunning(Jobs.running().deadline(PAST), node);
    Outcome outcome =
        switch (end) {
          case SUCCEEDED -> new Outcome.Succeeded("1");
          case FAILED -> new Outcome.Failed(NO);
          default -> new Outcome.Cancelled(NO);
        };
    store.end(job, node, outcome);
    Job ended = store.read(job);

    assertThat(store.deadlines.deadlines()).isEqualTo(new JobDeadlines.Deadlines(false, null));
    assertThat(expire()).isEmpty();
    assertThat(store.read(job)).isEqualTo(ended);
  }

  @Test
  void aJobThatWaitsForARetryKeepsTheErrorOfItsLastAttemptInTheMessage() {
    Job job = store.submitRunning(Jobs.running().deadline(PAST), node);
    store.end(job, node, new Outcome.Retried(NO, LATER, FailureReason.FAILURE));

    assertThat(expire()).hasSize(1);

    Job failed = store.read(job);
    assertThat(failed.error())
        .isEqualTo(
            exceeded(
                "The deadline passed while the job waited for its next attempt; the last one ended"
                    + " with handler-failed: no"));
    assertThat(failed).extracting(Job::attempt, Job::failures).containsExactly(1, 1);
    assertThat(store.attempts.ofJob(job.id(), ReadMeter.NONE).orElseThrow())
        .singleElement()
        .returns(NO, AttemptRecord::error);
  }

  @Test
  void atMostTheLimitEndAndTheEarliestDeadlinesFirst() {
    Job third = store.submit(Jobs.queued().deadline(NOW.plusSeconds(3)));
    Job first = store.submit(Jobs.queued().deadline(NOW.plusSeconds(1)));
    Job second = store.submit(Jobs.scheduled(FUTURE).deadline(NOW.plusSeconds(2)));

    assertThat(get(store.deadlines.expire(2)).jobs())
        .extracting(Job::id)
        .containsExactly(first.id(), second.id());
    assertThat(store.deadlines.deadlines().passed()).isTrue();
    assertThat(get(store.deadlines.expire(2)).jobs())
        .extracting(Job::id)
        .containsExactly(third.id());
    assertThatThrownBy(() -> store.deadlines.expire(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theNextDeadlineIsThatOfAWaitingJobThatHasNotPassed() {
    assertThat(store.deadlines.deadlines()).isEqualTo(new JobDeadlines.Deadlines(false, null));
    store.submit(Jobs.queued().deadline(PAST));
    store.submitRunning(Jobs.running().deadline(Instant.now().plusSeconds(60)), node);
    store.submit(Jobs.queued().deadline(Instant.now().plusSeconds(3_600)));
    store.submit(Jobs.scheduled(FUTURE).deadline(Instant.now().plusSeconds(7_200)));

    JobDeadlines.Deadlines known = store.deadlines.deadlines();

    assertThat(known.passed()).isTrue();
    // the clock of a database may have milliseconds only
    assertThat(known.untilNext()).isBetween(Duration.ofSeconds(3_500), Duration.ofSeconds(3_601));
  }

  @Test
  void aGroupEndsWithTheLastOfItsJobs() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    Job late = Jobs.queued().in(group).deadline(PAST).build();
    Job later = Jobs.queued().in(group).deadline(LATER).build();
    get(store.submissions.submit(new Submission(group, List.of(late, later), node)));

    assertThat(get(store.deadlines.expire(1)).endedGroups()).isEmpty();
    Expired last = get(store.deadlines.expire(1));

    assertThat(last.jobs()).extracting(Job::id).containsExactly(later.id());
    assertThat(last.endedGroups()).containsExactly(store.read(group));
    assertThat(store.read(group).outcome()).isEqualTo(JobState.FAILED);
  }

  @Test
  void theSiblingsInAFailFastGroupAreCancelled() {
    JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
    Job late = Jobs.queued().in(group).deadline(PAST).build();
    Job waiting = Jobs.queued().in(group).deadline(FUTURE).build();
    Job running = Jobs.running().in(group).build();
    get(store.submissions.submit(new Submission(group, List.of(late, waiting, running), node)));

    Expired expired = get(store.deadlines.expire(100));

    assertThat(expired.jobs()).extracting(Job::id).containsExactly(late.id());
    assertThat(expired.cancelledSiblings())
        .extracting(each -> each.job().id(), Cancellation::decision)
        .containsExactlyInAnyOrder(
            tuple(waiting.id(), Decision.CANCELLED), tuple(running.id(), Decision.REQUESTED));
    assertThat(store.read(waiting).state()).isEqualTo(JobState.CANCELLED);
    assertThat(store.read(running).cancelRequestedAt()).isNotNull();
  }

  @Test
  void theDeliveryOfTheEndIsStoredWithIt() {
    store.planner =
        new DeliveryPlanner() {
          @Override
          public boolean concerns(Job job, JobState end) {
            return end == JobState.FAILED;
          }

          @Override
          public List<Job> deliveriesOf(Job ended) {
            return List.of(
                Jobs.queued().type("webhook").payload("{}").deliveryOf(ended.id()).build());
          }

          @Override
          public List<Job> deliveriesOf(JobGroup ended) {
            return List.of();
          }

          @Override
          public void stored(List<Job> deliveries) {
            // the next claim finds it
          }
        };
    Job job = store.submit(Jobs.queued().deadline(PAST));
    expire();
    assertThat(store.queries.deliveriesOf(job.id(), 100, ReadMeter.NONE)).hasSize(1);
  }

  @Test
  void aRedriveClearsTheDeadline() {
    Job job = store.submit(Jobs.queued().deadline(PAST));
    Job other = store.submit(Jobs.queued().deadline(PAST));
    assertThat(expire()).hasSize(2);

    get(store.redrives.redrive(job.id(), RedriveChanges.NONE, LATER));
    BulkOperations.run(store, BulkOperations.of(OperationAction.REDRIVE, Set.of(JobState.FAILED)));

    for (Job redriven : List.of(job, other)) {
      assertThat(store.read(redriven).state()).isEqualTo(JobState.QUEUED);
      assertThat(store.read(redriven).spec().deadline()).isNull();
    }
    assertThat(expire()).isEmpty();
  }

  @Test
  void aReplacedJobKeepsItsDeadlineAndAnExpiredOneItsKeyNoLonger() {
    UUID key = UUID.randomUUID();
    Uniqueness unique =
        new Uniqueness(
            key, null, Uniqueness.Until.END, Duration.ZERO, Uniqueness.OnConflict.REPLACE);
    Job holder = store.submit(Jobs.queued().unique(unique).deadline(PAST));
    store.submit(Jobs.queued().unique(unique).payload("[2]").deadline(FUTURE));
    assertThat(store.read(holder).payload()).isEqualTo("[2]");
    assertThat(store.read(holder).spec().deadline()).isEqualTo(PAST);

    assertThat(expire()).extracting(Job::id).containsExactly(holder.id());
    Job next = store.submit(Jobs.queued().unique(unique));
    assertThat(store.queries.find(next.id())).isPresent();
  }
}

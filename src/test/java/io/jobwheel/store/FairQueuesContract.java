package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.FairJobs.PLAIN;
import static io.jobwheel.store.FairJobs.claimKeys;
import static io.jobwheel.store.FairJobs.counts;
import static io.jobwheel.store.FairJobs.keysOf;
import static io.jobwheel.store.FairJobs.submit;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.BulkOperations;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleChange.ChangeDecision;
import io.jobwheel.store.schedule.ScheduleProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When jobs have ranks, and how each move of a job changes its rank, on every database. */
abstract class FairQueuesContract extends StoreContract {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final Instant LATER = NOW.plusSeconds(200);

  private long ranked() {
    return store.count("job WHERE rank > 0");
  }

  private void passIdleTime() {
    store.execute("UPDATE fair_queue SET used_at = 1");
  }

  private int prune() {
    return get(store.fairQueues.prune(1000));
  }

  private void succeed(List<Job> jobs) {
    jobs.forEach(job -> store.end(job, node, new Outcome.Succeeded(null)));
  }

  @Test
  void withoutAKeyNothingIsStored() {
    submit(store, PLAIN, 1, 5);
    submit(store, 2, () -> Jobs.scheduled(DUE));
    get(store.claims.promoteDue(LATER));
    store.claim(node, 7, LATER);
    assertThat(ranked()).isZero();
    assertThat(store.count("fair_queue")).isZero();
    assertThat(store.count("fair_key")).isZero();
  }

  @Test
  void aJobThatStartsAtOnceDoesNotPay() {
    store.submitRunning(Jobs.running().fairness("a", 1), node);
    assertThat(store.count("fair_key")).isZero();
  }

  @Test
  void jobsThatWaitedBeforeTheFirstKeyAreFirst() {
    submit(store, PLAIN, 1, 3);
    submit(store, "a", 1, 2);
    submit(store, PLAIN, 1, 2);
    assertThat(claimKeys(store, node, 4).subList(0, 3)).containsOnly(PLAIN);
  }

  @Test
  void ranksEndWhenNoneWaitsAndBeginAgain() {
    submit(store, "a", 1, 10);
    submit(store, PLAIN, 1, 1);
    assertThat(store.count("fair_key")).isEqualTo(2);
    store.claim(node, 11);
    passIdleTime();
    prune();
    assertThat(store.count("fair_queue")).isZero();
    assertThat(store.count("fair_key")).isZero();

    submit(store, PLAIN, 1, 5);
    assertThat(ranked()).isZero();
    assertThat(store.count("fair_key")).isZero();
    submit(store, "b", 1, 2);
    assertThat(ranked()).isEqualTo(2);
    assertThat(store.count("fair_key WHERE name = 'b'")).isEqualTo(1);
  }

  @Test
  void ranksDoNotEndWhileAJobWaitsOrTheQueueIsInUse() {
    submit(store, "a", 1, 10);
    claimKeys(store, node, 9);
    assertThat(prune()).isZero();
    passIdleTime();
    prune();
    assertThat(store.count("fair_queue")).isEqualTo(1);
    submit(store, "b", 1, 5);
    assertThat(claimKeys(store, node, 3)).contains("a"); // not overtaken by ranks from 0
    claimKeys(store, node, 3);
    prune();
    assertThat(store.count("fair_queue")).isEqualTo(1);
  }

  @Test
  void aBlockedJobKeepsTheRanks() {
    submit(store, 3, () -> Jobs.inState(JobState.BLOCKED).fairness("a", 1));
    assertThat(ranked()).isEqualTo(3);
    passIdleTime();
    prune();
    assertThat(store.count("fair_queue")).isEqualTo(1);
  }

  @Test
  void keysWhoseJobsHaveStartedAreDeletedInSteps() {
    submit(store, "a", 1, 3);
    for (int i = 0; i < 7; i++) {
      submit(store, "key " + i, 10, 1);
    }
    store.claim(node, 9);
    assertThat(get(store.fairQueues.prune(3))).isEqualTo(3);
    assertThat(get(store.fairQueues.prune(3))).isEqualTo(3);
    assertThat(get(store.fairQueues.prune(3))).isEqualTo(1);
    assertThat(store.count("fair_key WHERE name = 'a'")).isEqualTo(1);
    assertThat(keysOf(store.claim(node, 5))).containsExactly("a");
  }

  @Test
  void jobsThatBecomeDueTogetherDoNotDelayAnotherKey() {
    submit(store, "b", 1, 2);
    submit(store, 300, () -> Jobs.scheduled(DUE).fairness("a", 1));
    assertThat(ranked()).isEqualTo(2); // a scheduled job has no place yet
    claimKeys(store, node, 2);
    assertThat(get(store.claims.promoteDue(LATER))).isEqualTo(300);
    submit(store, "b", 1, 2);
    List<String> next = keysOf(store.claim(node, 4, LATER));
    assertThat(counts(next)).containsEntry("b", 2L);
  }

  @Test
  void theFirstJobsWithAKeyMayBecomeDueLater() {
    submit(store, 300, () -> Jobs.scheduled(DUE).fairness("a", 1));
    get(store.claims.promoteDue(LATER));
    submit(store, "b", 1, 1);
    assertThat(keysOf(store.claim(node, 2, LATER))).contains("b");
  }

  @Test
  void retriesPayAgain() {
    submit(store, "a", 1, 50);
    List<Job> first = store.claim(node, 50);
    first.forEach(job -> store.end(job, node, new Outcome.Retried(NO, DUE, FailureReason.FAILURE)));
    submit(store, "b", 1, 50);
    get(store.claims.promoteDue(LATER));
    assertThat(counts(keysOf(store.claim(node, 40, LATER))).get("a")).isBetween(19L, 21L);
  }

  @Test
  void anAttemptThatIsGivenBackIsNextAndDoesNotPayAgain() {
    submit(store, "a", 1, 10);
    submit(store, "b", 1, 10);
    List<Job> claimed = store.claim(node, 6);
    store.end(claimed.get(5), node, new Outcome.Released());
    assertThat(store.claim(node, 1).getFirst().id()).isEqualTo(claimed.get(5).id());
    // also if it is given back once more
    store.end(store.read(claimed.get(5)), node, new Outcome.Released());
    assertThat(store.claim(node, 1).getFirst().id()).isEqualTo(claimed.get(5).id());
    assertThat(counts(claimKeys(store, node, 14))).containsEntry("a", 7L).containsEntry("b", 7L);
  }

  @Test
  void redrivenJobsDoNotDelayAnotherKey() {
    submit(store, "a", 1, 100);
    store.claim(node, 100).forEach(job -> store.end(job, node, new Outcome.Failed(NO)));
    BulkOperations.run(store, BulkOperations.of(OperationAction.REDRIVE, Set.of(JobState.FAILED)));
    submit(store, "b", 1, 10);
    Instant now = Instant.now().plusSeconds(600);
    assertThat(counts(keysOf(store.claim(node, 20, now)))).containsEntry("b", 10L);
  }

  @Test
  void aRedriveToAnotherPriorityIsRankedThere() {
    Job failed = submit(store, "a", 1, 3).getLast();
    store.claim(node, 3).forEach(job -> store.end(job, node, new Outcome.Failed(NO)));
    get(store.redrives.redrive(failed.id(), new RedriveChanges(null, 9), LATER));
    assertThat(store.count("fair_key WHERE priority = 9")).isEqualTo(1);
    assertThat(store.claim(node, 5, LATER)).extracting(Job::id).containsExactly(failed.id());
  }

  @Test
  void jobsOfAnotherPriorityAreRankedThere() {
    submit(store, 50, () -> FairJobs.of("b", 1).priority(BulkOperations.PRIORITY));
    store.claim(node, 40);
    submit(store, "a", 1, 100);
    BulkOperations.run(
        store, BulkOperations.of(OperationAction.REPRIORITIZE, Set.of(JobState.QUEUED)));
    assertThat(counts(keysOf(store.claim(node, 20))).get("b")).isBetween(9L, 11L);
    // and the key has paid nothing at its old priority
    submit(store, "c", 1, 10);
    submit(store, "a", 1, 10);
    store.claim(node, 90);
    assertThat(counts(keysOf(store.claim(node, 10))).get("a")).isBetween(4L, 6L);
  }

  @Test
  void cancelledJobsCostNothing() {
    List<Job> all = submit(store, "a", 1, 500);
    submit(store, "b", 1, 500);
    claimKeys(store, node, 20);
    for (Job job : all) {
      get(store.cancels.cancel(job.id(), LATER));
    }
    submit(store, "a", 1, 100);
    assertThat(counts(claimKeys(store, node, 100)).get("a")).isBetween(49L, 51L);
  }

  @Test
  void aReplacedJobIsRankedAgainIfItChangesItsQueue() {
    Uniqueness unique =
        new Uniqueness(UUID.randomUUID(), null, Until.END, Duration.ZERO, OnConflict.REPLACE);
    submit(store, "a", 1, 20);
    Job holder = submit(store, 1, () -> FairJobs.of("a", 1).unique(unique)).getFirst();
    submit(store, 1, () -> FairJobs.of("a", 1).unique(unique).payload("[1]"));
    submit(store, "b", 1, 20);
    assertThat(store.claim(node, 30)).extracting(Job::id).doesNotContain(holder.id());
    submit(store, 1, () -> FairJobs.of("a", 1).unique(unique).priority(3));
    assertThat(store.count("fair_key WHERE priority = 3")).isEqualTo(1);
    assertThat(store.claim(node, 1)).extracting(Job::id).containsExactly(holder.id());
  }

  @Test
  void aJobThatIsReplacedInTheTransactionOfItsSubmissionIsRankedOnce() {
    Uniqueness unique =
        new Uniqueness(UUID.randomUUID(), null, Until.END, Duration.ZERO, OnConflict.REPLACE);
    submit(store, "a", 1, 5);
    List<Job> both =
        List.of(
            FairJobs.of("a", 1).unique(unique).build(),
            FairJobs.of("a", 1).unique(unique).priority(4).build());
    get(store.submissions.submit(new Submission(null, both, node)));
    assertThat(store.count("job WHERE priority = 4 AND rank = 1000000")).isEqualTo(1);
    assertThat(store.claim(node, 1)).extracting(Job::id).containsExactly(both.getFirst().id());
  }

  @Test
  void jobsOfSchedulesAreRanked() {
    submit(store, "a", 1, 10);
    Job next = Jobs.queued().from(new JobOrigin.Fire("hourly", NOW)).fairness("a", 1).build();
    PlannedFire fire =
        new PlannedFire(LATER, FireKind.DUE, FireOutcome.FIRED, null, List.of(next), null);
    ScheduleProgress progress = ScheduleProgress.first(LATER, LATER);
    Schedule schedule = new Schedule("hourly", "{}", false, null, NOW, NOW, 1, null, progress);
    get(store.schedules.change("hourly", (_, _) -> new ChangeDecision.Put(schedule)));
    FirePlanner planner =
        new FirePlanner() {
          @Override
          public int endsNeeded(Schedule each) {
            return 0;
          }

          @Override
          public FirePlan plan(DueSchedule due) {
            return new FirePlan(List.of(fire), 0, false, null, null, List.of(), null);
          }
        };
    assertThat(get(store.schedules.fire("hourly", planner))).isPresent();
    submit(store, "b", 1, 10);
    assertThat(store.claim(node, 20, LATER)).extracting(Job::id).doesNotContain(next.id());
    assertThat(store.claim(node, 1, LATER)).extracting(Job::id).containsExactly(next.id());
  }

  @Test
  void deliveriesOfWebhooksHaveNoRank() {
    submit(store, "a", 1, 5);
    submit(store, 3, () -> Jobs.queued().from(new JobOrigin.Delivery(Jobs.newId())));
    assertThat(store.count("fair_key WHERE name = ''")).isZero();
    assertThat(store.claim(node, 4).stream().filter(Job::isDelivery)).hasSize(3);
  }

  @Test
  void jobsThatEndDoNotChangeTheKeys() {
    submit(store, "a", 1, 4);
    long keys = store.count("fair_key");
    succeed(store.claim(node, 4));
    assertThat(store.count("fair_key")).isEqualTo(keys);
  }
}

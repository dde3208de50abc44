package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Webhook;
import io.jobwheel.job.WebhookEvent;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.query.ReadMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises about deliveries that are stored with the ends of jobs, on every database. */
abstract class DeliveriesContract extends StoreContract {

  private static final Instant END = NOW.plusSeconds(2);
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Webhook HOOK =
      new Webhook(
          "https://a.example/x?a=b",
          EnumSet.of(WebhookEvent.JOB_FAILED, WebhookEvent.JOB_CANCELLED));

  /** Tells one receiver of each end, and records what it was asked and told. */
  private static final class OneReceiver implements DeliveryPlanner {

    final List<Job> seen = new CopyOnWriteArrayList<>();
    final List<Job> stored = new CopyOnWriteArrayList<>();
    volatile boolean wanted = true;
    volatile boolean broken;

    @Override
    public boolean concerns(Job job, JobState end) {
      assertThat(end.isFinal()).isTrue();
      return wanted && !job.isDelivery();
    }

    @Override
    public List<Job> deliveriesOf(Job ended) {
      seen.add(ended);
      if (broken) {
        throw new IllegalStateException("as the test says");
      }
      return List.of(delivery(ended.id()));
    }

    @Override
    public List<Job> deliveriesOf(JobGroup ended) {
      return wanted ? List.of(delivery(ended.id())) : List.of();
    }

    private static Job delivery(UUID subject) {
      return Jobs.queued().type("webhook").payload("{\"n\":1}").deliveryOf(subject).build();
    }

    @Override
    public void stored(List<Job> deliveries) {
      stored.addAll(deliveries);
    }
  }

  private final OneReceiver planner = new OneReceiver();

  @BeforeEach
  void plan() {
    store.planner = planner;
  }

  /** How a job can end. */
  enum Ending {
    SUCCEEDED(JobState.SUCCEEDED),
    FAILED(JobState.FAILED),
    WORKER_CRASHED(JobState.FAILED),
    NODE_LOST(JobState.FAILED),
    NODE_LOST_WHILE_IT_WAS_CANCELLED(JobState.CANCELLED),
    NODE_STOPPED_WHILE_IT_WAS_CANCELLED(JobState.CANCELLED),
    CANCELLED_WHILE_IT_RAN(JobState.CANCELLED),
    CANCELLED_BEFORE_ITS_START(JobState.CANCELLED),
    CANCELLED_INSTEAD_OF_RETRIED(JobState.CANCELLED),
    CANCELLED_INSTEAD_OF_RELEASED(JobState.CANCELLED),
    CANCELLED_WITH_ITS_GROUP(JobState.CANCELLED);

    private final JobState state;

    Ending(JobState state) {
      this.state = state;
    }
  }

  private Job claimed() {
    store.submit(Jobs.queued().webhook(HOOK));
    return store.claim(node, 1).getFirst();
  }

  private Job end(Ending ending) {
    Job job =
        switch (ending) {
          case CANCELLED_BEFORE_ITS_START -> store.submit(Jobs.queued().webhook(HOOK));
          case CANCELLED_WITH_ITS_GROUP ->
              store.submit(Jobs.group(CompletionCondition.ALL_COMPLETED), 1).getFirst();
          default -> claimed();
        };
    switch (ending) {
      case SUCCEEDED -> store.end(job, node, new Outcome.Succeeded("1"));
      case FAILED -> store.end(job, node, new Outcome.Failed(NO));
      case WORKER_CRASHED ->
          store.end(job, node, new Outcome.Crashed(ErrorCode.CRASHED.error("died")));
      case NODE_LOST -> {
        get(store.leases.renew(node, Duration.ZERO));
        get(store.leases.rescueExpired(other, 1, END));
      }
      case NODE_LOST_WHILE_IT_WAS_CANCELLED -> {
        get(store.cancels.cancel(job.id(), END));
        get(store.leases.renew(node, Duration.ZERO));
        get(store.leases.rescueExpired(other, 9, END));
      }
      case NODE_STOPPED_WHILE_IT_WAS_CANCELLED -> {
        get(store.cancels.cancel(job.id(), END));
        get(store.leases.release(node, END));
      }
      case CANCELLED_WHILE_IT_RAN -> {
        get(store.cancels.cancel(job.id(), END));
        store.end(job, node, new Outcome.Cancelled(ErrorCode.CANCELLED.error("asked")));
      }
      case CANCELLED_BEFORE_ITS_START -> get(store.cancels.cancel(job.id(), END));
      case CANCELLED_INSTEAD_OF_RETRIED -> {
        get(store.cancels.cancel(job.id(), END));
        store.end(job, node, new Outcome.Retried(NO, DUE, FailureReason.FAILURE));
      }
      case CANCELLED_INSTEAD_OF_RELEASED -> {
        get(store.cancels.cancel(job.id(), END));
        store.end(job, node, new Outcome.Released());
      }
      case CANCELLED_WITH_ITS_GROUP -> get(store.cancels.cancelGroup(job.groupId(), END));
    }
    return job;
  }

  private List<Job> deliveriesOf(UUID subject) {
    return store.queries.deliveriesOf(subject, 100, ReadMeter.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void eachEndIsToldOnceWithTheJobAsItIsStored(Ending ending) {
    Job job = end(ending);

    assertThat(store.read(job).state()).isEqualTo(ending.state);
    assertThat(planner.seen).containsExactly(store.read(job).brief());
    List<Job> deliveries = deliveriesOf(job.id());
    assertThat(deliveries).hasSize(1);
    assertThat(planner.stored).contains(deliveries.getFirst());
    assertThat(deliveries.getFirst().state()).isEqualTo(JobState.QUEUED);
    assertThat(deliveries.getFirst().payload()).isEqualTo("{\"n\":1}");
  }

  @Test
  void whatDoesNotEndAJobIsNotTold() {
    Job job = claimed();
    store.end(job, node, new Outcome.Retried(NO, DUE, FailureReason.FAILURE));
    get(store.claims.promoteDue(DUE));
    Job again = store.claim(node, 1, DUE).getFirst();
    store.end(again, node, new Outcome.Released());
    store.claim(node, 1, DUE);
    get(store.cancels.cancel(job.id(), END));

    assertThat(planner.seen).isEmpty();
    assertThat(store.count("job")).isOne();
  }

  @Test
  void anOutcomeThatTheFenceRefusesIsNotTold() {
    Job job = claimed();
    get(store.leases.renew(node, Duration.ZERO));
    get(store.leases.rescueExpired(other, 9, END));

    Recorded late = store.end(job, node, new Outcome.Succeeded("1"));

    assertThat(late.accepted()).isFalse();
    assertThat(planner.seen).isEmpty();
    assertThat(deliveriesOf(job.id())).isEmpty();
  }

  @Test
  void aResubmittedOutcomeIsNotToldAgain() {
    Job job = claimed();
    JobOutcomes.EndedAttempt ended =
        new JobOutcomes.EndedAttempt(job, node, new Outcome.Succeeded("1"), END);
    get(store.outcomes.record(ended));

    Recorded again = get(store.outcomes.record(ended.asResubmission()));

    assertThat(again.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(deliveriesOf(job.id())).hasSize(1);
    assertThat(planner.seen).hasSize(1);
  }

  @Test
  void anEndAndItsDeliveryAreStoredTogetherOrNotAtAll() {
    Job job = claimed();
    planner.broken = true;

    assertThatThrownBy(() -> store.end(job, node, new Outcome.Succeeded("1")))
        .isInstanceOf(StoreRefusedException.class);

    assertThat(store.read(job).state()).isEqualTo(JobState.RUNNING);
    assertThat(deliveriesOf(job.id())).isEmpty();
    assertThat(planner.stored).isEmpty();
    planner.broken = false;
    store.end(job, node, new Outcome.Succeeded("1"));
    assertThat(deliveriesOf(job.id())).hasSize(1);
  }

  @Test
  void oneEndThatIsRefusedDoesNotTakeTheOthersOfItsBatchWithIt() throws Exception {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      jobs.add(claimed());
    }
    // the third one has been released by another node, which the fence finds
    get(store.cancels.cancel(jobs.get(2).id(), END));
    store.end(jobs.get(2), node, new Outcome.Released());
    planner.seen.clear();
    List<Recorded> recorded =
        jobs.stream()
            .map(job ->
                store.outcomes.record(
                    new JobOutcomes.EndedAttempt(job, node, new Outcome.Succeeded("1"), END)))
            .toList()
            .stream()
            .map(answer -> get(answer))
            .toList();

    assertThat(recorded)
        .extracting(Recorded::accepted)
        .containsExactly(true, true, false, true, true);
    assertThat(planner.seen).extracting(Job::id).doesNotContain(jobs.get(2).id()).hasSize(4);
    for (Job job : jobs) {
      assertThat(deliveriesOf(job.id())).hasSize(1);
    }
  }

  @Test
  void theEndOfAGroupIsToldOnceAfterItsLastJob() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    store.submit(group, 3);
    List<Job> jobs = store.claim(node, 3);
    store.end(jobs.get(0), node, new Outcome.Succeeded("1"));
    store.end(jobs.get(1), node, new Outcome.Failed(NO));
    assertThat(deliveriesOf(group.id())).isEmpty();

    store.end(jobs.get(2), node, new Outcome.Succeeded("1"));

    assertThat(deliveriesOf(group.id())).hasSize(1);
    assertThat(store.count("job")).isEqualTo(3 + 3 + 1);
  }

  @Test
  void theJobsThatAFailureCancelsAreTold() {
    JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
    List<Job> all = store.submit(group, 4);
    Job first = store.claim(node, 1).getFirst();

    store.end(first, node, new Outcome.Failed(NO));

    for (Job job : all) {
      assertThat(deliveriesOf(job.id())).hasSize(1);
    }
    assertThat(deliveriesOf(group.id())).hasSize(1);
  }

  @Test
  void theEndAfterARedriveIsToldAgain() {
    Job job = end(Ending.FAILED);
    get(store.redrives.redrive(job.id(), RedriveChanges.NONE, NOW.plusSeconds(3)));
    Job again = store.claim(node, 9, NOW.plusSeconds(4)).getFirst();
    store.end(again, node, new Outcome.Succeeded("1"), NOW.plusSeconds(5));

    assertThat(deliveriesOf(job.id())).hasSize(2);
    assertThat(planner.seen)
        .extracting(Job::state)
        .containsExactly(JobState.FAILED, JobState.SUCCEEDED);
  }

  @Test
  void aDeliveryIsClaimedAndEndsLikeAnyJobButIsNotToldOfItself() {
    Job job = end(Ending.SUCCEEDED);
    Job delivery = deliveriesOf(job.id()).getFirst();
    Job claimed = claimDelivery(node);
    assertThat(claimed.id()).isEqualTo(delivery.id());
    assertThat(claimed.spec().deliveryOf()).isEqualTo(job.id());

    store.end(claimed, node, new Outcome.Succeeded("{\"status\":204,\"millis\":1}"), END);

    assertThat(deliveriesOf(delivery.id())).isEmpty();
    assertThat(deliveriesOf(job.id()).getFirst().result()).contains("204");
  }

  @Test
  void aDeliveryOutlivesAnyNumberOfNodes() {
    Job job = end(Ending.SUCCEEDED);
    Job delivery = deliveriesOf(job.id()).getFirst();
    for (int i = 1; i <= 3; i++) {
      UUID lost = Jobs.newId();
      store.lease(lost);
      assertThat(claimDelivery(lost).id()).isEqualTo(delivery.id());
      get(store.leases.renew(lost, Duration.ZERO));
      get(store.leases.rescueExpired(other, 1, END));
    }

    assertThat(deliveriesOf(job.id()).getFirst().state()).isEqualTo(JobState.QUEUED);
    assertThat(deliveriesOf(job.id()).getFirst().crashes()).isEqualTo(3);
  }

  private Job claimDelivery(UUID owner) {
    return TestStore.jobs(
            store.claims.claim(
                new JobClaims.ClaimRequest(
                    owner,
                    ExecutionMode.THREAD_POOL,
                    Set.of("webhook"),
                    false,
                    9,
                    Long.MAX_VALUE,
                    NOW.plusSeconds(9))))
        .getFirst();
  }

  @Test
  void aDeferredAttemptCountsAsNothing() {
    Job job = claimed();
    JobError busy = new JobError("receiver-busy", "later");

    store.end(job, node, new Outcome.Retried(busy, DUE, FailureReason.DEFERRED));

    Job after = store.read(job);
    assertThat(after.state()).isEqualTo(JobState.SCHEDULED);
    assertThat(after.attempt()).isZero();
    assertThat(after.failures()).isZero();
    assertThat(after.crashes()).isZero();
    assertThat(after.runAt()).isEqualTo(DUE);
    assertThat(store.count("job_attempt")).isZero();
  }

  @Test
  void aWebhookIsStoredWithItsJobAndItsGroup() {
    Job job = store.submit(Jobs.queued().webhook(HOOK));
    assertThat(store.read(job).webhook()).isEqualTo(HOOK);
    assertThat(store.claim(node, 1).getFirst().webhook()).isEqualTo(HOOK);
    Webhook ofGroup = new Webhook("http://b.example/", EnumSet.of(WebhookEvent.GROUP_FINISHED));
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED).withWebhook(ofGroup);
    store.submit(group, 1);
    assertThat(store.queries.findGroup(group.id()).orElseThrow().webhook()).isEqualTo(ofGroup);
  }

  @Test
  void withoutAReceiverNothingIsReadOrStored() {
    planner.wanted = false;

    end(Ending.SUCCEEDED);

    assertThat(planner.seen).isEmpty();
    assertThat(store.count("job")).isOne();
  }
}

package io.jobwheel.store;

import static io.jobwheel.job.JobState.CANCELLED;
import static io.jobwheel.job.JobState.FAILED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.JobState.SCHEDULED;
import static io.jobwheel.job.JobState.SUCCEEDED;
import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.TraceParent;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobCancellations.Decision;
import io.jobwheel.store.JobClaims.ClaimRequest;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.JobRetention.PruneStep;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import io.jobwheel.store.query.JobQueries.GroupTally;
import io.jobwheel.store.query.JobQueries.JobEnd;
import io.jobwheel.store.query.PageQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of the interfaces of the store, on every database. */
public abstract class JobStoreContract extends StoreContract {

  private static final Outcome DONE = new Outcome.Succeeded("{\"n\":1}");
  private static final Outcome BROKEN = new Outcome.Failed(new JobError("handler-failed", "no"));
  private static final Outcome STOPPED = new Outcome.Cancelled(new JobError("cancelled", "ok"));
  private static final Outcome GIVEN_BACK = new Outcome.Released();
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final int MAX_CRASHES = 3;

  @Nested
  class Submitting {

    @Test
    void aJobIsReadAsItWasSubmitted() {
      Job job = store.submit(Jobs.queued().priority(-7).payload("{\"delay\":\"1s\"}"));
      assertThat(store.queries.find(job.id())).contains(job);
    }

    @Test
    void theTraceOfASubmitIsKept() {
      TraceParent trace =
          new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
      Job traced = store.submit(Jobs.queued().traceparent(trace));
      Job untraced = store.submit(Jobs.queued());
      assertThat(store.queries.find(traced.id())).contains(traced);
      assertThat(store.queries.find(untraced.id())).contains(untraced);
      assertThat(store.claim(node, 2)).extracting(Job::traceparent).containsExactly(trace, null);
    }

    @Test
    void aNodeWithoutTracesAndSubmittersGoesOnWritingJobs() {
      Job job = Jobs.queued().build();
      BatchWrite<Job, Integer> asBefore =
          BatchWrite.each(
              WriteKind.SUBMIT,
              (session, old) ->
                  session
                      .statement(
                          """
                          INSERT INTO job (id, group_id, type, mode, state, priority, attempt,
                            fence, owner, payload, created_at, run_at, started_at, max_attempts,
                            backoff, timeout)
                          VALUES (?, NULL, ?, ?, ?, 0, 0, 0, NULL, ?, ?, ?, NULL, 1, 1000000, NULL)
                          """)
                      .id(old.id())
                      .text(old.type())
                      .text(old.mode().wireName())
                      .text(old.state().name())
                      .text(old.payload())
                      .instant(old.createdAt())
                      .instant(old.runAt())
                      .update());
      assertThat(get(store.writers.write(job.id(), asBefore, job))).isOne();
      assertThat(store.queries.find(job.id())).contains(job);
      assertThat(store.claim(node, 1)).extracting(Job::submitter).containsOnlyNulls();
    }

    @Test
    void theSubmitterIsKeptThroughClaimsReturnsAndEnds() {
      Job theirs = store.submit(Jobs.queued().submitter("shop"));
      assertThat(store.queries.find(theirs.id())).contains(theirs);
      Job first = store.claim(node, 1).getFirst();
      assertThat(first.submitter()).isEqualTo("shop");
      store.end(first, node, new Outcome.Released());
      Job second = store.claim(node, 1).getFirst();
      store.end(
          second,
          node,
          new Outcome.Retried(
              new JobError("broken", "It broke."), Jobs.NOW, FailureReason.FAILURE));
      get(store.claims.promoteDue(Jobs.NOW));
      Job third = store.claim(node, 1).getFirst();
      assertThat(third.attempt()).isEqualTo(3);
      store.end(third, node, new Outcome.Succeeded("1"));
      assertThat(store.read(theirs).submitter()).isEqualTo("shop");
    }

    @Test
    void aRescuedJobKeepsItsSubmitter() {
      UUID lost = Jobs.newId();
      get(store.leases.register(lost, "lost", Duration.ZERO));
      store.submitRunning(Jobs.running().submitter("token:somebody"), lost);
      store.lease(node);
      assertThat(get(store.leases.rescueExpired(node, 3, Jobs.NOW)).requeued())
          .extracting(Job::submitter)
          .containsExactly("token:somebody");
    }

    @Test
    void timesAreKeptToTheMicrosecond() {
      Instant created = Instant.parse("2026-12-31T23:59:59.999999Z");
      Instant due = Instant.parse("1969-12-31T23:59:59.000001Z");
      Job job = store.submit(Jobs.queued().createdAt(created).runAt(due));
      assertThat(store.read(job).createdAt()).isEqualTo(created);
      assertThat(store.read(job).runAt()).isEqualTo(due);
    }

    @Test
    void finerTimesAreCutToTheMicrosecond() {
      Job job =
          store.submit(Jobs.queued().createdAt(Instant.parse("2026-01-01T00:00:00.123456789Z")));
      assertThat(store.read(job).createdAt()).isEqualTo("2026-01-01T00:00:00.123456Z");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"s\":\"it's \\\"quoted\\\"; DROP TABLE job; --\"}",
          "\"Grüße, 東京, مرحبا, 🛞\"",
          "\"? ?1 :a $b @c % _\"",
          "\"line\\nend\"",
          ""
        })
    void payloadsAreKeptAsTheyAre(String payload) {
      Job job = store.submit(Jobs.queued().payload(payload));
      assertThat(store.read(job).payload()).isEqualTo(payload);
    }

    @Test
    void aPayloadOfAMebibyteIsKept() {
      String payload = "\"" + "ü".repeat(512 * 1024) + "\"";
      Job job = store.submit(Jobs.queued().payload(payload));
      assertThat(store.read(job).payload()).isEqualTo(payload);
    }

    @Test
    void aGroupIsStoredWithItsJobsInTheirOrder() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      List<Job> jobs = store.submit(group, 20);
      assertThat(store.queries.findGroup(group.id())).contains(group);
      assertThat(store.jobsOf(group.id())).isEqualTo(jobs);
    }

    @Test
    void aSubmissionIsStoredWholeOrNotAtAll() {
      Job taken = store.submit(Jobs.queued());
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      Job first = Jobs.queued().in(group).build();
      Job twice = first;
      Submission submission = new Submission(group, List.of(first, twice), node);
      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(() -> get(store.submissions.submit(submission)));
      assertThat(store.queries.find(first.id())).isEmpty();
      assertThat(store.queries.findGroup(group.id())).isEmpty();
      assertThat(store.queries.find(taken.id())).contains(taken);
    }

    @Test
    void anIdIsNeverStoredTwice() {
      Job job = store.submit(Jobs.queued());
      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(
              () -> get(store.submissions.submit(new Submission(null, List.of(job), node))));
      assertThat(store.read(job)).isEqualTo(job);
    }

    @Test
    void aRunningJobIsOwnedAtOnce() {
      Job job = store.submitRunning(Jobs.running(), node);
      assertThat(store.read(job)).isEqualTo(job);
      assertThat(job.fence()).isOne();
      assertThat(store.claim(other, 1)).isEmpty();
      assertThat(store.end(job, other, DONE).accepted()).isFalse();
      assertThat(store.end(job, node, DONE).accepted()).isTrue();
    }

    @Test
    void aGroupWithARunningJobHasStarted() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      Job running = Jobs.running().in(group).build();
      get(store.submissions.submit(new Submission(group, List.of(running), node)));
      assertThat(store.read(group).startedAt()).isEqualTo(running.startedAt());
      assertThat(store.read(group).state()).isEqualTo(RUNNING);
    }

    @Test
    void jobsThatCannotBeNewAreRefusedBeforeTheStore() {
      Job job = store.submit(Jobs.queued());
      store.claim(node, 1);
      store.end(store.read(job), node, DONE);
      Submission ended = new Submission(null, List.of(store.read(job)), node);
      Submission empty = new Submission(null, List.of(), node);
      Submission stranger =
          new Submission(
              Jobs.group(CompletionCondition.ALL_COMPLETED), List.of(Jobs.queued().build()), node);
      for (Submission wrong : List.of(ended, empty, stranger)) {
        assertThatIllegalArgumentException().isThrownBy(() -> store.submissions.submit(wrong));
      }
    }

    @Test
    void aClosedStoreRefusesSubmissions() {
      store.close();
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> store.submit(Jobs.queued()));
    }
  }

  @Nested
  class Claiming {

    @Test
    void aClaimedJobIsRunningItsNextAttempt() {
      Job job = store.submit(Jobs.queued());
      Instant start = NOW.plusMillis(5);
      List<Job> claimed = store.claim(node, 1, start);
      assertThat(claimed).hasSize(1).containsExactly(store.read(job));
      Job running = claimed.getFirst();
      assertThat(running.state()).isEqualTo(RUNNING);
      assertThat(running.attempt()).isOne();
      assertThat(running.fence()).isOne();
      assertThat(running.startedAt()).isEqualTo(start);
    }

    @Test
    void aJobOfAGroupCountsFromTheFirstStartOfItsGroup() {
      List<Job> jobs = store.submit(Jobs.group(CompletionCondition.ALL_COMPLETED), 2);
      Instant first = NOW.plusMillis(5);
      store.claim(node, 1, first);
      Instant second = NOW.plusMillis(900);
      ClaimRequest request =
          new ClaimRequest(
              node,
              ExecutionMode.THREAD_POOL,
              Set.of("countdown"),
              false,
              1,
              Long.MAX_VALUE,
              second);
      assertThat(get(store.claims.claim(request)))
          .singleElement()
          .satisfies(claimed -> {
            assertThat(claimed.job().id()).isEqualTo(jobs.getLast().id());
            assertThat(claimed.job().startedAt()).isEqualTo(second);
            assertThat(claimed.commonStart()).isEqualTo(first);
          });
    }

    @Test
    void higherPriorityGoesFirstThenTheOlderThenTheSmallerId() {
      Job late = store.submit(Jobs.queued().runAt(NOW.plusNanos(2000)));
      Job early = store.submit(Jobs.queued().runAt(NOW.plusNanos(1000)));
      Job sameTime = store.submit(Jobs.queued().runAt(NOW.plusNanos(1000)));
      Job low = store.submit(Jobs.queued().priority(-1).runAt(NOW.minusSeconds(9)));
      Job high = store.submit(Jobs.queued().priority(100).runAt(NOW.plusSeconds(1)));
      List<UUID> claimed = Jobs.idsOf(store.claim(node, 10));
      assertThat(claimed)
          .containsExactly(high.id(), early.id(), sameTime.id(), late.id(), low.id());
    }

    @Test
    void theOrderHoldsOverSeveralClaims() {
      Random random = new Random(7);
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        jobs.add(
            store.submit(
                Jobs.queued()
                    .priority(random.nextInt(3))
                    .runAt(NOW.plusSeconds(random.nextInt(3)))));
      }
      jobs.sort(
          java.util.Comparator.comparingInt(Job::priority)
              .reversed()
              .thenComparing(Job::runAt)
              .thenComparing(job -> job.id().toString()));
      List<UUID> claimed = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        claimed.addAll(Jobs.idsOf(store.claim(node, 7)));
      }
      assertThat(claimed).isEqualTo(Jobs.idsOf(jobs));
    }

    @Test
    void aClaimTakesAtMostItsLimit() {
      IntStream.range(0, 5).forEach(_ -> store.submit(Jobs.queued()));
      assertThat(store.claim(node, 3)).hasSize(3);
      assertThat(store.claim(node, 3)).hasSize(2);
      assertThat(store.claim(node, 3)).isEmpty();
      assertThat(store.claim(node, 0)).isEmpty();
    }

    @Test
    void aClaimTakesOnlyItsModeAndItsTypes() {
      store.submit(Jobs.queued().type("unknown-here").priority(100));
      store.submit(Jobs.queued().mode(ExecutionMode.EVENT_LOOP).priority(100));
      Job mine = store.submit(Jobs.queued());
      assertThat(Jobs.idsOf(store.claim(node, 10))).containsExactly(mine.id());
      assertThat(claim(Set.of("a", "unknown-here"), ExecutionMode.THREAD_POOL)).hasSize(1);
      assertThat(claim(Set.of("countdown"), ExecutionMode.EVENT_LOOP)).hasSize(1);
      assertThat(claim(Set.of(), ExecutionMode.THREAD_POOL)).isEmpty();
    }

    private List<Job> claim(Set<String> types, ExecutionMode mode) {
      return TestStore.jobs(
          store.claims.claim(new ClaimRequest(node, mode, types, false, 10, Long.MAX_VALUE, NOW)));
    }

    @Test
    void scheduledJobsAreNotClaimed() {
      store.submit(Jobs.scheduled(NOW.minusSeconds(1)));
      assertThat(store.claim(node, 1)).isEmpty();
    }

    @Test
    void dueJobsArePromotedAndOthersStay() {
      Job due = store.submit(Jobs.scheduled(NOW));
      Job later = store.submit(Jobs.scheduled(NOW.plusNanos(1000)));
      assertThat(store.claims.nextDue(Instant.EPOCH)).contains(NOW);
      assertThat(get(store.claims.promoteDue(NOW))).isOne();
      assertThat(store.read(due).state()).isEqualTo(QUEUED);
      assertThat(store.read(later).state()).isEqualTo(SCHEDULED);
      assertThat(store.claims.nextDue(Instant.EPOCH)).contains(later.runAt());
      assertThat(get(store.claims.promoteDue(NOW))).isZero();
    }

    @Test
    void nothingIsDueWhereNothingIsScheduled() {
      store.submit(Jobs.queued());
      assertThat(store.claims.nextDue(Instant.EPOCH)).isEmpty();
    }

    @Test
    void theFirstClaimStartsItsGroupAndNoLaterOneMovesTheStart() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(group, 2);
      assertThat(store.read(group).startedAt()).isNull();
      store.claim(node, 1, NOW.plusMillis(1));
      store.claim(node, 1, NOW.plusMillis(2));
      assertThat(store.read(group).startedAt()).isEqualTo(NOW.plusMillis(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 4711})
    void nodesThatClaimAtATimeNeverShareAJob(long seed) throws Exception {
      int jobs = 300;
      submitMany(jobs);
      Set<UUID> seen = Collections.synchronizedSet(new HashSet<>());
      List<Callable<Integer>> nodes = new ArrayList<>();
      for (int n = 0; n < 4; n++) {
        Random random = new Random(seed + n);
        UUID owner = Jobs.newId();
        nodes.add(() -> {
          int taken = 0;
          for (List<Job> claimed = store.claim(owner, 1 + random.nextInt(9));
              !claimed.isEmpty();
              claimed = store.claim(owner, 1 + random.nextInt(9))) {
            for (Job job : claimed) {
              assertThat(seen.add(job.id())).as("claimed once").isTrue();
              assertThat(job.attempt()).isOne();
            }
            taken += claimed.size();
          }
          return taken;
        });
      }
      assertThat(atATime(nodes).stream().mapToInt(Integer::intValue).sum()).isEqualTo(jobs);
    }

    private void submitMany(int jobs) {
      List<CompletableFuture<?>> stored = new ArrayList<>();
      for (int i = 0; i < jobs; i++) {
        Submission one = new Submission(null, List.of(Jobs.queued().build()), node);
        stored.add(store.submissions.submit(one));
      }
      stored.forEach(TestStore::get);
    }
  }

  @Nested
  class Ending {

    @Test
    void successKeepsTheResult() {
      Job job = claimed(Jobs.queued());
      assertThat(store.end(job, node, DONE)).isEqualTo(new Recorded(SUCCEEDED, null, List.of()));
      Job ended = store.read(job);
      assertThat(ended.state()).isEqualTo(SUCCEEDED);
      assertThat(ended.result()).isEqualTo("{\"n\":1}");
      assertThat(ended.error()).isNull();
      assertThat(ended.startedAt()).isEqualTo(job.startedAt());
      assertThat(ended.finishedAt()).isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    void successMayHaveNoResult() {
      Job job = claimed(Jobs.queued());
      store.end(job, node, new Outcome.Succeeded(null));
      assertThat(store.read(job).state()).isEqualTo(SUCCEEDED);
      assertThat(store.read(job).result()).isNull();
    }

    @Test
    void failureKeepsTheError() {
      Job job = claimed(Jobs.queued());
      store.end(job, node, BROKEN);
      assertThat(store.read(job).state()).isEqualTo(FAILED);
      assertThat(store.read(job).error()).isEqualTo(new JobError("handler-failed", "no"));
    }

    @Test
    void anAcknowledgedCancelKeepsItsReason() {
      Job job = claimed(Jobs.queued());
      store.end(job, node, STOPPED);
      assertThat(store.read(job).state()).isEqualTo(CANCELLED);
      assertThat(store.read(job).error()).isEqualTo(new JobError("cancelled", "ok"));
    }

    @Test
    void aSecondOutcomeIsRefusedAndChangesNothing() {
      Job job = claimed(Jobs.queued());
      store.end(job, node, DONE);
      Job ended = store.read(job);
      assertThat(store.end(job, node, BROKEN, NOW.plusSeconds(9)).accepted()).isFalse();
      assertThat(store.end(job, node, DONE).accepted()).isFalse();
      assertThat(store.end(job, node, GIVEN_BACK).accepted()).isFalse();
      assertThat(store.read(job)).isEqualTo(ended);
      assertThat(store.meters.counter(StoreMetrics.FENCE_REJECTIONS).count()).isEqualTo(3);
    }

    @Test
    void ofTwoOutcomesAtATimeOneIsAccepted() {
      Job job = claimed(Jobs.queued());
      List<CompletableFuture<Recorded>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Outcome outcome = i % 2 == 0 ? DONE : BROKEN;
        answers.add(store.outcomes.record(TestStore.ended(job, node, outcome, NOW)));
      }
      assertThat(answers.stream().map(TestStore::get).filter(Recorded::accepted)).hasSize(1);
    }

    @Test
    void aStaleAttemptOfTheSameNodeIsRefused() {
      Job first = claimed(Jobs.queued());
      store.end(first, node, GIVEN_BACK);
      Job second = store.claim(node, 1).getFirst();
      assertThat(second.fence()).isGreaterThan(first.fence());
      assertThat(second.attempt()).isEqualTo(2);
      assertThat(store.end(first, node, DONE).accepted()).isFalse();
      assertThat(store.read(first).state()).isEqualTo(RUNNING);
      assertThat(store.end(second, node, DONE).accepted()).isTrue();
    }

    @Test
    void anOutcomeThatWasWrittenThoughItsAnswerWasLostIsAcceptedAgain() {
      Job job = claimed(Jobs.queued());
      EndedAttempt ended = TestStore.ended(job, node, DONE, NOW.plusSeconds(2));
      assertThat(get(store.outcomes.record(ended)).accepted()).isTrue();
      assertThat(get(store.outcomes.record(ended.asResubmission())).state()).isEqualTo(SUCCEEDED);
      assertThat(store.meters.counter(StoreMetrics.FENCE_REJECTIONS).count()).isZero();
    }

    @Test
    void aResubmissionDoesNotAcceptAnotherOutcome() {
      Job job = claimed(Jobs.queued());
      store.end(job, node, DONE);
      for (EndedAttempt late :
          List.of(
              TestStore.ended(job, node, BROKEN, NOW.plusSeconds(2)),
              TestStore.ended(job, node, DONE, NOW.plusSeconds(3)))) {
        assertThat(get(store.outcomes.record(late.asResubmission())).accepted()).isFalse();
      }
      assertThat(store.read(job).state()).isEqualTo(SUCCEEDED);
    }

    @Test
    void theOutcomeOfAnotherNodeIsRefused() {
      Job job = claimed(Jobs.queued());
      assertThat(store.end(job, other, DONE).accepted()).isFalse();
      assertThat(store.read(job)).isEqualTo(job);
    }

    @Test
    void theOutcomeOfAnUnknownJobIsRefused() {
      assertThat(store.end(Jobs.running().build(), node, DONE).accepted()).isFalse();
    }

    @Test
    void aReleasedJobIsQueuedAgain() {
      Job job = claimed(Jobs.queued());
      assertThat(store.end(job, node, GIVEN_BACK).accepted()).isTrue();
      Job back = store.read(job);
      assertThat(back.state()).isEqualTo(QUEUED);
      assertThat(back.startedAt()).isNull();
      assertThat(back.finishedAt()).isNull();
      assertThat(back.attempt()).isOne();
      assertThat(store.claim(other, 1)).hasSize(1);
    }

    @Test
    void aReleasedJobWithACancellationRequestIsCancelled() {
      Job job = claimed(Jobs.queued());
      get(store.cancels.cancel(job.id(), NOW));
      assertThat(store.end(job, node, GIVEN_BACK).accepted()).isTrue();
      assertThat(store.read(job).state()).isEqualTo(CANCELLED);
      assertThat(store.read(job).error().code()).isEqualTo("cancelled");
      assertThat(store.claim(other, 1)).isEmpty();
    }
  }

  @Nested
  class EndingGroups {

    @Test
    void theTallyCountsTheJobsOfAGroupAndChangesWithEachEnd() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(group, 4);
      store.submit(Jobs.group(CompletionCondition.ALL_COMPLETED), 2);
      GroupTally first = store.queries.tally(group.id());
      assertThat(first.counts().of(QUEUED)).isEqualTo(4);
      assertThat(store.queries.endsOfGroup(group.id())).isEmpty();

      List<Job> jobs = store.claim(node, 3);
      GroupTally claimed = store.queries.tally(group.id());
      assertThat(claimed.counts().of(RUNNING)).isEqualTo(3);
      assertThat(claimed.hasEndsOf(first)).isTrue();

      store.end(jobs.get(1), node, DONE, NOW.plusSeconds(2));
      GroupTally second = store.queries.tally(group.id());
      assertThat(second.hasEndsOf(claimed)).isFalse();
      store.end(jobs.get(2), node, BROKEN, NOW.plusSeconds(1));
      GroupTally third = store.queries.tally(group.id());
      assertThat(third.hasEndsOf(second)).isFalse();
      assertThat(third.counts().byState())
          .containsEntry(QUEUED, 1L)
          .containsEntry(RUNNING, 1L)
          .containsEntry(SUCCEEDED, 1L)
          .containsEntry(FAILED, 1L);
      assertThat(store.queries.endsOfGroup(group.id()))
          .containsExactly(
              new JobEnd(jobs.get(2).id(), NOW.plusSeconds(1)),
              new JobEnd(jobs.get(1).id(), NOW.plusSeconds(2)));
      assertThat(store.queries.tally(Jobs.newId()).counts().total()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
        value = CompletionCondition.class,
        names = {"ALL_COMPLETED", "FAIL_FAST"})
    void aGroupOfAllEndsWithItsLastJob(CompletionCondition returnWhen) {
      JobGroup group = Jobs.group(returnWhen);
      store.submit(group, 3);
      List<Job> jobs = store.claim(node, 3);
      assertThat(store.end(jobs.get(0), node, DONE).endedGroup()).isNull();
      assertThat(store.end(jobs.get(1), node, BROKEN).endedGroup()).isNull();
      assertThat(store.read(group).state()).isEqualTo(RUNNING);
      JobGroup ended = store.end(jobs.get(2), node, DONE, NOW.plusSeconds(7)).endedGroup();
      assertThat(ended).isEqualTo(store.read(group));
      assertThat(ended.outcome()).isEqualTo(FAILED);
      assertThat(ended.finishedAt()).isEqualTo(NOW.plusSeconds(7));
    }

    @Test
    void aFailureCancelsItsFailFastSiblingsInTheSameWrite() {
      JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
      List<Job> jobs = store.submit(group, 3);
      Job first = store.claim(node, 1).getFirst();
      Job second = store.claim(node, 1).getFirst();
      Recorded failed = store.end(first, node, BROKEN);
      assertThat(failed.cancelledSiblings())
          .extracting(cancellation -> cancellation.job().id())
          .containsExactlyInAnyOrder(second.id(), jobs.getLast().id());
      assertThat(store.read(jobs.getLast()).state()).isEqualTo(CANCELLED);
      assertThat(store.read(second).cancelRequestedAt()).isNotNull();
      assertThat(store.end(second, node, GIVEN_BACK).state()).isEqualTo(CANCELLED);
      assertThat(store.read(group).outcome()).isEqualTo(FAILED);
    }

    @Test
    void aFailureLeavesOtherGroupsAlone() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      List<Job> jobs = store.submit(group, 2);
      Recorded failed = store.end(store.claim(node, 1).getFirst(), node, BROKEN);
      assertThat(failed.cancelledSiblings()).isEmpty();
      assertThat(store.read(jobs.getLast()).state()).isEqualTo(QUEUED);
    }

    @Test
    void aGroupOfSuccessesSucceeds() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(group, 2);
      store.claim(node, 2).forEach(job -> store.end(job, node, DONE));
      assertThat(store.read(group).outcome()).isEqualTo(SUCCEEDED);
    }

    @Test
    void aGroupOfTheFirstEndsWithAnyJobAndNotAgain() {
      JobGroup group = Jobs.group(CompletionCondition.FIRST_COMPLETED);
      store.submit(group, 2);
      List<Job> jobs = store.claim(node, 2);
      JobGroup ended = store.end(jobs.get(0), node, DONE).endedGroup();
      assertThat(ended.outcome()).isEqualTo(SUCCEEDED);
      assertThat(store.end(jobs.get(1), node, BROKEN).endedGroup()).isNull();
      assertThat(store.read(group)).isEqualTo(ended);
    }

    @Test
    void aGroupOfTheFirstExceptionWaitsForAFailure() {
      JobGroup group = Jobs.group(CompletionCondition.FIRST_EXCEPTION);
      store.submit(group, 4);
      List<Job> jobs = store.claim(node, 3);
      assertThat(store.end(jobs.get(0), node, DONE).endedGroup()).isNull();
      assertThat(store.end(jobs.get(1), node, STOPPED).endedGroup()).isNull();
      assertThat(store.end(jobs.get(2), node, BROKEN).endedGroup().outcome()).isEqualTo(FAILED);
    }

    @Test
    void aGroupOfTheFirstExceptionWithoutOneEndsWithAll() {
      JobGroup group = Jobs.group(CompletionCondition.FIRST_EXCEPTION);
      store.submit(group, 2);
      List<Job> jobs = store.claim(node, 2);
      store.end(jobs.get(0), node, STOPPED);
      assertThat(store.end(jobs.get(1), node, DONE).endedGroup().outcome()).isEqualTo(CANCELLED);
    }

    @Test
    void aReleasedJobEndsNoGroup() {
      JobGroup group = Jobs.group(CompletionCondition.FIRST_COMPLETED);
      store.submit(group, 1);
      Job job = store.claim(node, 1).getFirst();
      assertThat(store.end(job, node, GIVEN_BACK).endedGroup()).isNull();
      assertThat(store.read(group).outcome()).isNull();
    }

    @Test
    void aRefusedOutcomeEndsNoGroup() {
      JobGroup group = Jobs.group(CompletionCondition.FIRST_COMPLETED);
      store.submit(group, 1);
      Job job = store.claim(node, 1).getFirst();
      assertThat(store.end(job, other, DONE)).isEqualTo(new Recorded(null, null, List.of()));
      assertThat(store.read(group).outcome()).isNull();
    }

    @ParameterizedTest
    @EnumSource(CompletionCondition.class)
    void anEndedGroupIsReportedToOneCallerHoweverManyJobsEndAtATime(CompletionCondition returnWhen)
        throws Exception {
      Random random = new Random(returnWhen.ordinal());
      for (int round = 0; round < 10; round++) {
        JobGroup group = Jobs.group(returnWhen);
        store.submit(group, 12);
        List<Callable<Recorded>> ends = new ArrayList<>();
        for (Job job : store.claim(node, 12)) {
          Outcome outcome = List.of(DONE, BROKEN, STOPPED).get(random.nextInt(3));
          ends.add(() -> store.end(job, node, outcome));
        }
        Collections.shuffle(ends, random);
        List<Recorded> answers = atATime(ends);
        assertThat(answers).allMatch(Recorded::accepted);
        assertThat(answers.stream().filter(answer -> answer.endedGroup() != null))
            .singleElement()
            .satisfies(answer -> assertThat(answer.endedGroup()).isEqualTo(store.read(group)));
      }
    }
  }

  @Nested
  class Cancelling {

    @Test
    void aQueuedJobIsCancelledForGood() {
      Job job = store.submit(Jobs.queued());
      Cancellation done = get(store.cancels.cancel(job.id(), NOW)).orElseThrow();
      assertThat(done.decision()).isEqualTo(Decision.CANCELLED);
      assertThat(done.job()).isEqualTo(store.read(job).brief());
      assertThat(done.job().state()).isEqualTo(CANCELLED);
      assertThat(done.job().finishedAt()).isEqualTo(NOW);
      assertThat(done.job().error())
          .isEqualTo(new JobError("cancelled", "Cancelled before it started."));
      assertThat(store.claim(node, 1)).isEmpty();
    }

    @Test
    void aScheduledJobIsCancelledForGood() {
      Job job = store.submit(Jobs.scheduled(NOW));
      assertThat(cancel(job)).isEqualTo(Decision.CANCELLED);
      assertThat(get(store.claims.promoteDue(NOW.plusSeconds(1)))).isZero();
    }

    @Test
    void cancellingARunningJobRequestsItAndTheFirstRequestCounts() {
      Job job = claimed(Jobs.queued());
      assertThat(cancel(job)).isEqualTo(Decision.REQUESTED);
      Cancellation again = get(store.cancels.cancel(job.id(), NOW.plusSeconds(9))).orElseThrow();
      assertThat(again.decision()).isEqualTo(Decision.REQUESTED);
      assertThat(again.job().cancelRequestedAt()).isEqualTo(NOW);
      assertThat(store.read(job).state()).isEqualTo(RUNNING);
      assertThat(store.end(job, node, DONE).accepted()).isTrue();
      assertThat(store.read(job).state()).isEqualTo(SUCCEEDED);
    }

    @ParameterizedTest
    @EnumSource(
        value = JobState.class,
        names = {"SUCCEEDED", "FAILED", "CANCELLED"})
    void anEndedJobStaysAsItIs(JobState state) {
      Job job = claimed(Jobs.queued());
      Outcome outcome = state == SUCCEEDED ? DONE : state == FAILED ? BROKEN : STOPPED;
      store.end(job, node, outcome);
      Job ended = store.read(job);
      assertThat(get(store.cancels.cancel(job.id(), NOW)))
          .contains(new Cancellation(Decision.ALREADY_FINAL, ended.brief(), null));
      assertThat(store.read(job)).isEqualTo(ended);
    }

    @Test
    void anUnknownJobHasNoAnswer() {
      assertThat(get(store.cancels.cancel(Jobs.newId(), NOW))).isEmpty();
      assertThat(get(store.cancels.cancelGroup(Jobs.newId(), NOW))).isEmpty();
    }

    @Test
    void cancellingTheLastOpenJobEndsItsGroup() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      List<Job> jobs = store.submit(group, 2);
      assertThat(get(store.cancels.cancel(jobs.get(0).id(), NOW)).orElseThrow().endedGroup())
          .isNull();
      JobGroup ended = get(store.cancels.cancel(jobs.get(1).id(), NOW)).orElseThrow().endedGroup();
      assertThat(ended).isEqualTo(store.read(group));
      assertThat(ended.outcome()).isEqualTo(CANCELLED);
    }

    @Test
    void cancellingAGroupReachesEveryOpenJob() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      List<Job> jobs = store.submit(group, 4);
      List<Job> running = store.claim(node, 2);
      store.end(running.get(0), node, DONE);
      List<Cancellation> done = get(store.cancels.cancelGroup(group.id(), NOW));
      assertThat(done.stream().map(each -> each.job().id()))
          .containsExactlyElementsOf(Jobs.idsOf(jobs.subList(1, 4)));
      assertThat(done.stream().map(Cancellation::decision))
          .containsExactly(Decision.REQUESTED, Decision.CANCELLED, Decision.CANCELLED);
      assertThat(done).allMatch(each -> each.endedGroup() == null);
    }

    @Test
    void cancellingAGroupThatHasNotBegunEndsItOnce() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(group, 3);
      List<Cancellation> done = get(store.cancels.cancelGroup(group.id(), NOW));
      assertThat(done).hasSize(3);
      assertThat(done.stream().filter(each -> each.endedGroup() != null)).hasSize(1);
      assertThat(get(store.cancels.cancelGroup(group.id(), NOW))).isEmpty();
    }

    @Test
    void aJobIsEitherClaimedOrCancelledNeverBoth() throws Exception {
      for (int round = 0; round < 30; round++) {
        Job job = store.submit(Jobs.queued());
        List<Callable<Boolean>> race =
            List.of(() -> !store.claim(node, 1).isEmpty(), () -> cancel(job) == Decision.CANCELLED);
        List<Boolean> won = atATime(race);
        assertThat(won.get(0)).isNotEqualTo(won.get(1));
        assertThat(store.read(job).state()).isEqualTo(won.get(0) ? RUNNING : CANCELLED);
      }
    }

    private Decision cancel(Job job) {
      return get(store.cancels.cancel(job.id(), NOW)).orElseThrow().decision();
    }
  }

  @Nested
  class Printing {

    @Test
    void printsAreReadInTheOrderAppended() {
      Job job = claimed(Jobs.queued());
      List<Print> prints = new ArrayList<>();
      List<CompletableFuture<Void>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        Print print = new Print(job.id(), 1, NOW, "line " + i + "\n\t'ü' 🛞");
        prints.add(print);
        answers.add(store.outputs.append(print));
      }
      answers.forEach(TestStore::get);
      assertThat(store.printsOf(job.id(), 1)).isEqualTo(prints);
    }

    @Test
    void attemptsAreReadApart() {
      Job job = claimed(Jobs.queued());
      Print first = print(job, 1, NOW, "one");
      store.end(job, node, GIVEN_BACK);
      store.claim(node, 1);
      Print second = print(job, 2, NOW, "two");
      assertThat(store.printsOf(job.id(), 1)).containsExactly(first);
      assertThat(store.printsOf(job.id(), 2)).containsExactly(second);
      assertThat(store.printsOf(job.id(), 3)).isEmpty();
    }

    @Test
    void aGroupReadsTheLatestAttemptOfEachJobInTheOrderPrinted() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(group, 2);
      List<Job> jobs = store.claim(node, 2);
      Job left = jobs.get(0);
      Job right = jobs.get(1);
      print(left, 1, NOW, "forgotten");
      store.end(left, node, GIVEN_BACK);
      store.claim(node, 1);
      Print b = print(right, 1, NOW.plusMillis(2), "b");
      Print a = print(left, 2, NOW.plusMillis(1), "a");
      Print c = print(left, 2, NOW.plusMillis(2), "c");
      assertThat(store.printsOf(group.id())).containsExactly(a, b, c);
      assertThat(store.printsOf(Jobs.newId())).isEmpty();
    }

    @Test
    void whatWasPrintedIsThereWhenTheOutcomeIs() {
      Job job = claimed(Jobs.queued());
      CompletableFuture<Void> printed =
          store.outputs.append(new Print(job.id(), 1, NOW, "last words"));
      store.end(job, node, DONE);
      assertThat(printed).isDone();
      assertThat(store.printsOf(job.id(), 1)).hasSize(1);
    }

    @Test
    void aPrintOfAnUnknownJobIsRefused() {
      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(() -> print(Jobs.running().build(), 1, NOW, "lost"));
    }

    private Print print(Job job, int attempt, Instant at, String text) {
      Print print = new Print(job.id(), attempt, at, text);
      get(store.outputs.append(print));
      return print;
    }
  }

  @Nested
  class Leasing {

    @Test
    void aNodeDoesNotRescueItself() {
      UUID expired = Jobs.newId();
      get(store.leases.register(expired, "a clock jumped", Duration.ZERO));
      Job job = store.submitRunning(Jobs.running(), expired);
      assertThat(get(store.leases.rescueExpired(expired, MAX_CRASHES, NOW)).requeued()).isEmpty();
      assertThat(store.read(job).state()).isEqualTo(RUNNING);
      assertThat(get(store.leases.renew(expired, Duration.ofMinutes(1)))).isTrue();
    }

    @Test
    void aNodeRenewsWhatItRegistered() {
      get(store.leases.register(node, "one", LEASE));
      assertThat(get(store.leases.renew(node, LEASE))).isTrue();
      assertThat(get(store.leases.renew(other, LEASE))).isFalse();
    }

    @Test
    void theLongestLeaseIsALease() {
      get(store.leases.register(node, "one", Duration.ofSeconds(Long.MAX_VALUE)));
      assertThat(get(store.leases.renew(node, Duration.ofSeconds(Long.MAX_VALUE)))).isTrue();
      assertThat(get(store.leases.rescueExpired(other, MAX_CRASHES, NOW)).requeued()).isEmpty();
    }

    @Test
    void anIncarnationIsNeverUsedTwice() {
      get(store.leases.register(node, "one", LEASE));
      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(() -> get(store.leases.register(node, "one", LEASE)));
    }

    @Test
    void whatAnExpiredNodeRanIsQueuedAgainAndItsOutcomeBounces() {
      Job job = claimed(Jobs.queued());
      expire(node);
      Rescue rescue = get(store.leases.rescueExpired(other, MAX_CRASHES, NOW));
      assertThat(rescue.requeued()).containsExactly(store.read(job).brief());
      assertThat(rescue.cancelled()).isEmpty();
      assertThat(store.read(job).state()).isEqualTo(QUEUED);
      assertThat(store.read(job).startedAt()).isNull();
      assertThat(store.end(job, node, DONE).accepted()).isFalse();
      assertThat(get(store.leases.renew(node, LEASE))).isFalse();
      assertThat(store.claim(other, 1).getFirst().fence()).isGreaterThan(job.fence());
      assertThat(store.end(job, node, DONE).accepted()).isFalse();
      assertThat(store.meters.counter(StoreMetrics.RESCUED_JOBS).count()).isOne();
    }

    @Test
    void whatALivingNodeRunsIsLeftAlone() {
      Job job = claimed(Jobs.queued());
      assertThat(get(store.leases.rescueExpired(other, MAX_CRASHES, NOW)))
          .isEqualTo(new Rescue(List.of(), List.of(), List.of(), List.of(), List.of()));
      assertThat(store.read(job)).isEqualTo(job);
    }

    @Test
    void aRescuedJobThatShouldBeCancelledIsAndEndsItsGroup() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      Job job = store.submit(group, 1).getFirst();
      store.claim(node, 1);
      expire(node);
      get(store.cancels.cancel(job.id(), NOW));
      Rescue rescue = get(store.leases.rescueExpired(other, MAX_CRASHES, NOW.plusSeconds(3)));
      assertThat(rescue.requeued()).isEmpty();
      assertThat(rescue.cancelled()).containsExactly(store.read(job).brief());
      assertThat(rescue.endedGroups()).containsExactly(store.read(group));
      assertThat(store.read(job).finishedAt()).isEqualTo(NOW.plusSeconds(3));
      assertThat(store.read(group).outcome()).isEqualTo(CANCELLED);
    }

    @Test
    void aJobThatANodeWroteAfterItsRemovalIsRescuedToo() {
      Job job = store.submitRunning(Jobs.running(), node);
      assertThat(get(store.leases.rescueExpired(other, MAX_CRASHES, NOW)).requeued())
          .containsExactly(store.read(job).brief());
    }

    @Test
    void aNodeWithoutAValidLeaseClaimsNothing() {
      Job job = store.submit(Jobs.queued());
      ClaimRequest request =
          new ClaimRequest(
              node, ExecutionMode.THREAD_POOL, Set.of("countdown"), false, 1, Long.MAX_VALUE, NOW);
      assertThat(get(store.claims.claim(request))).isEmpty();
      store.lease(node);
      expire(node);
      assertThat(get(store.claims.claim(request))).isEmpty();
      assertThat(store.read(job)).isEqualTo(job);
      assertThat(get(store.leases.renew(node, LEASE))).isTrue();
      assertThat(get(store.claims.claim(request))).hasSize(1);
    }

    @Test
    void aJobThatCrashesTooOftenFails() {
      store.submit(Jobs.queued());
      for (int crash = 1; crash < MAX_CRASHES; crash++) {
        Rescue rescue = crash();
        assertThat(rescue.failed()).isEmpty();
        assertThat(rescue.requeued())
            .singleElement()
            .extracting(Job::crashes, Job::attempt)
            .containsExactly(crash, crash);
      }
      Rescue last = crash();
      assertThat(last.requeued()).isEmpty();
      Job failed = last.failed().getFirst();
      assertThat(failed).isEqualTo(store.read(failed).brief());
      assertThat(failed.state()).isEqualTo(FAILED);
      assertThat(failed.crashes()).isEqualTo(MAX_CRASHES);
      assertThat(failed.error()).isNotNull().extracting(JobError::code).isEqualTo("crashed");
      assertThat(failed.error().message())
          .isEqualTo("%d nodes were lost while they ran the job.", MAX_CRASHES);
      assertThat(failed.finishedAt()).isEqualTo(NOW.plusSeconds(9));
      assertThat(failed.startedAt()).as("when its last attempt began").isNotNull();
    }

    @Test
    void aReleaseIsNoCrash() {
      claimed(Jobs.queued());
      Job back = get(store.leases.release(node, NOW)).requeued().getFirst();
      assertThat(back.crashes()).isZero();
      Job again = store.claim(other, 1).getFirst();
      store.end(again, other, GIVEN_BACK);
      assertThat(store.read(again).crashes()).isZero();
    }

    @Test
    void aCrashTooManyCancelsItsFailFastSiblings() {
      JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
      List<Job> jobs = store.submit(group, 3);
      UUID doomed = Jobs.newId();
      Job first = store.claim(doomed, 1).getFirst();
      Job second = store.claim(other, 1).getFirst();
      expire(doomed);
      Rescue rescue = get(store.leases.rescueExpired(other, 1, NOW.plusSeconds(9)));
      assertThat(Jobs.idsOf(rescue.failed())).containsExactly(first.id());
      assertThat(rescue.cancelledSiblings())
          .extracting(each -> each.job().id(), Cancellation::decision)
          .containsExactly(
              tuple(second.id(), Decision.REQUESTED),
              tuple(jobs.getLast().id(), Decision.CANCELLED));
      assertThat(rescue.endedGroups()).isEmpty();
      assertThat(store.read(group).outcome()).isNull();
      store.end(second, other, STOPPED);
      assertThat(store.read(group).outcome()).isEqualTo(FAILED);
    }

    /** Lets a separate node claim the only job, and loses the node. */
    private Rescue crash() {
      UUID doomed = Jobs.newId();
      assertThat(store.claim(doomed, 1)).hasSize(1);
      expire(doomed);
      return get(store.leases.rescueExpired(other, MAX_CRASHES, NOW.plusSeconds(9)));
    }

    private void expire(UUID leased) {
      assertThat(get(store.leases.renew(leased, Duration.ZERO))).isTrue();
    }

    @Test
    void aReleasedNodeReleasesOnlyItsOwnJobs() {
      Job mine = claimed(Jobs.queued());
      Job theirs = store.submitRunning(Jobs.running(), other);
      Rescue rescue = get(store.leases.release(node, NOW));
      assertThat(Jobs.idsOf(rescue.requeued())).containsExactly(mine.id());
      assertThat(store.read(theirs)).isEqualTo(theirs);
      assertThat(store.end(mine, node, DONE).accepted()).isFalse();
      assertThat(get(store.leases.renew(node, LEASE))).isFalse();
    }

    @Test
    void releasingAnUnknownNodeDoesNothing() {
      assertThat(get(store.leases.release(node, NOW)))
          .isEqualTo(new Rescue(List.of(), List.of(), List.of(), List.of(), List.of()));
    }
  }

  @Nested
  class Pruning {

    private static final int ALL = 1000;
    // ids are of today, and no job ends before it was submitted
    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @Test
    void whatEndedBeforeTheTimeGoesWithItsPrintsAndLeavesATombstone() {
      Job old = ended(Jobs.queued(), LATER);
      Job young = ended(Jobs.queued(), LATER.plusSeconds(1));
      get(store.outputs.append(new Print(old.id(), 1, LATER, "gone with it")));
      assertThat(pruneAll(LATER.plusSeconds(1), ALL)).isEqualTo(1);
      assertThat(store.queries.find(old.id())).isEmpty();
      assertThat(store.printsOf(old.id(), 1)).isEmpty();
      assertThat(store.retention.isPruned(old.id())).isTrue();
      assertThat(store.read(young).state()).isEqualTo(SUCCEEDED);
      assertThat(store.retention.isPruned(young.id())).isFalse();
      assertThat(store.retention.isPruned(Jobs.newId())).isFalse();
    }

    @Test
    void everyEndIsPrunedAndNothingElse() {
      Job succeeded = ended(Jobs.queued(), LATER, DONE);
      Job failed = ended(Jobs.queued(), LATER, BROKEN);
      Job cancelled = ended(Jobs.queued(), LATER, STOPPED);
      Job running = claimed(Jobs.queued());
      Job queued = store.submit(Jobs.queued());
      assertThat(pruneAll(LATER.plusSeconds(9), ALL)).isEqualTo(3);
      for (Job gone : List.of(succeeded, failed, cancelled)) {
        assertThat(store.retention.isPruned(gone.id())).isTrue();
      }
      assertThat(store.queries.find(running.id())).isPresent();
      assertThat(store.queries.find(queued.id())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, ALL})
    void aWalkInStepsOfAnyLengthMissesNothing(int limit) {
      List<Job> old = new ArrayList<>();
      List<Job> young = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        old.add(ended(Jobs.queued(), LATER, i % 2 == 0 ? DONE : BROKEN));
        young.add(ended(Jobs.queued(), LATER.plusSeconds(5), i % 3 == 0 ? DONE : STOPPED));
      }
      assertThat(pruneAll(LATER.plusSeconds(5), limit)).isEqualTo(7);
      assertThat(old).allMatch(job -> store.queries.find(job.id()).isEmpty());
      assertThat(young).allMatch(job -> store.queries.find(job.id()).isPresent());
    }

    @Test
    void aGroupGoesWithTheLastOfItsJobs() {
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      store.submit(group, 2);
      List<Job> jobs = store.claim(node, 2);
      store.end(jobs.getFirst(), node, DONE, LATER);
      assertThat(pruneAll(LATER.plusSeconds(5), ALL)).as("its group has not ended").isZero();
      store.end(jobs.getLast(), node, DONE, LATER.plusSeconds(5));
      assertThat(pruneAll(LATER.plusSeconds(5), ALL)).as("its group ended later").isZero();
      assertThat(pruneAll(LATER.plusSeconds(6), ALL)).isEqualTo(2);
      assertThat(store.queries.findGroup(group.id())).isEmpty();
      assertThat(store.retention.isPruned(group.id())).isTrue();
    }

    @Test
    void aGroupThatEndedEarlyStaysWithItsRunningJob() {
      JobGroup group = Jobs.group(CompletionCondition.FIRST_COMPLETED);
      store.submit(group, 2);
      List<Job> jobs = store.claim(node, 2);
      store.end(jobs.getFirst(), node, DONE, LATER);
      assertThat(pruneAll(LATER.plusSeconds(5), ALL)).isEqualTo(1);
      assertThat(store.read(group).outcome()).isEqualTo(SUCCEEDED);
      assertThat(store.end(jobs.getLast(), node, DONE, LATER).accepted()).isTrue();
    }

    @Test
    void tombstonesAreDeletedAfterTheirTime() {
      List<Job> jobs = List.of(ended(Jobs.queued(), LATER), ended(Jobs.queued(), LATER));
      pruneAll(LATER.plusSeconds(1), ALL);
      Instant pruned = LATER.plusSeconds(60);
      assertThat(get(store.retention.purgeTombstones(pruned, ALL))).isZero();
      assertThat(get(store.retention.purgeTombstones(pruned.plusSeconds(1), 1))).isEqualTo(1);
      assertThat(get(store.retention.purgeTombstones(pruned.plusSeconds(1), ALL))).isEqualTo(1);
      assertThat(jobs).noneMatch(job -> store.retention.isPruned(job.id()));
    }

    @Test
    void nodesThatPruneAtATimeDeleteEachJobOnce() throws Exception {
      for (int i = 0; i < 60; i++) {
        ended(Jobs.queued(), LATER);
      }
      Callable<Integer> walk = () -> pruneAll(LATER.plusSeconds(1), 7);
      atATime(List.of(walk, walk, walk));
      assertThat(store.list(JobFilters.of().limit(100))).isEmpty();
    }

    /** Prunes in a whole walk at a minute past now; returns the number of pruned jobs. */
    private int pruneAll(Instant endedBefore, int limit) {
      int pruned = 0;
      for (Position at = Position.START; at != null; ) {
        PruneStep step = get(store.retention.prune(at, endedBefore, LATER.plusSeconds(60), limit));
        pruned += step.pruned();
        at = step.next();
      }
      return pruned;
    }

    private Job ended(Jobs jobs, Instant at) {
      return ended(jobs, at, DONE);
    }

    private Job ended(Jobs jobs, Instant at, Outcome outcome) {
      Job job = claimed(jobs);
      assertThat(store.end(job, node, outcome, at).accepted()).isTrue();
      return job;
    }
  }

  @Nested
  class Reading {

    @Test
    void theStatesOfManyJobsAreReadAtOnce() {
      Job queued = store.submit(Jobs.queued());
      Job scheduled = store.submit(Jobs.scheduled(NOW.plusSeconds(60)));
      List<UUID> ids = new ArrayList<>(List.of(queued.id(), scheduled.id()));
      IntStream.range(0, 2_500).forEach(_ -> ids.add(1, Jobs.newId())); // of no job
      assertThat(store.queries.states(ids))
          .containsOnly(
              Map.entry(queued.id(), JobState.QUEUED),
              Map.entry(scheduled.id(), JobState.SCHEDULED));
      assertThat(store.queries.states(List.of())).isEmpty();
    }

    @Test
    void unknownIdsAreEmpty() {
      assertThat(store.queries.find(Jobs.newId())).isEmpty();
      assertThat(store.queries.findGroup(Jobs.newId())).isEmpty();
      assertThat(store.jobsOf(Jobs.newId())).isEmpty();
    }

    @Test
    void aListIsReadPageByPageNewestFirst() {
      List<UUID> newestFirst = new ArrayList<>();
      for (int i = 0; i < 23; i++) {
        newestFirst.addFirst(store.submit(Jobs.queued()).id());
      }
      List<UUID> read = new ArrayList<>();
      List<Job> page = list(JobFilters.of().limit(5));
      while (!page.isEmpty()) {
        read.addAll(Jobs.idsOf(page));
        page = list(JobFilters.of().before(page.getLast().id()).limit(5));
      }
      assertThat(read).isEqualTo(newestFirst);
    }

    @Test
    void aListIsFilteredByAllConditions() {
      Job queued = store.submit(Jobs.queued());
      Job loop = store.submit(Jobs.queued().mode(ExecutionMode.EVENT_LOOP));
      Job typed = store.submit(Jobs.scheduled(NOW).type("other' OR 1=1"));
      assertThat(list(JobFilters.of(QUEUED).limit(9))).containsExactly(loop, queued);
      assertThat(list(JobFilters.of(QUEUED, SCHEDULED).limit(9))).hasSize(3);
      assertThat(list(JobFilters.of().mode(ExecutionMode.EVENT_LOOP).limit(9)))
          .containsExactly(loop);
      assertThat(list(JobFilters.of().type("other' OR 1=1").limit(9))).containsExactly(typed);
      assertThat(
              list(
                  JobFilters.of(QUEUED)
                      .type("countdown")
                      .mode(ExecutionMode.THREAD_POOL)
                      .before(loop.id())
                      .limit(9)))
          .containsExactly(queued);
      assertThat(list(JobFilters.of(FAILED).limit(9))).isEmpty();
      Job ended = store.submitRunning(Jobs.running(), node);
      store.end(ended, node, BROKEN);
      assertThat(Jobs.idsOf(list(JobFilters.of(FAILED).limit(9)))).containsExactly(ended.id());
      assertThat(Jobs.idsOf(list(JobFilters.of(FAILED, QUEUED).limit(9))))
          .containsExactly(ended.id(), loop.id(), queued.id());
    }

    @Test
    void activeJobsAreCountedByStateAndMode() {
      assertThat(store.queries.countActive()).isEmpty();
      claimed(Jobs.queued());
      store.submit(Jobs.queued());
      store.submit(Jobs.queued());
      store.submit(Jobs.scheduled(NOW).mode(ExecutionMode.SEQUENTIAL));
      Job ended = store.submitRunning(Jobs.running(), node);
      store.end(ended, node, DONE);
      assertThat(store.queries.countActive())
          .containsExactlyInAnyOrder(
              new ActiveCount(RUNNING, ExecutionMode.THREAD_POOL, 1),
              new ActiveCount(QUEUED, ExecutionMode.THREAD_POOL, 2),
              new ActiveCount(SCHEDULED, ExecutionMode.SEQUENTIAL, 1));
    }

    @Test
    void aPingSucceedsAndFailsOnceTheReadersAreClosed() {
      store.queries.ping();
      store.close();
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> store.queries.ping());
    }

    private List<Job> list(PageQuery<JobFilter> query) {
      return store.list(query);
    }
  }

  private Job claimed(Jobs jobs) {
    Job job = store.submit(jobs);
    List<Job> claimed = store.claim(node, 1);
    assertThat(Jobs.idsOf(claimed)).containsExactly(job.id());
    return claimed.getFirst();
  }

  private static <T> List<T> atATime(List<Callable<T>> calls) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(calls, 30, TimeUnit.SECONDS)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}

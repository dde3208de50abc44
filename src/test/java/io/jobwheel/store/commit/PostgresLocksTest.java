package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.Retry;
import io.jobwheel.store.ForeignLock;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.Submission;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks of other programs on rows and tables: writes that meet them wait, all others continue. */
@Timeout(60)
class PostgresLocksTest {

  private static final Outcome SUCCEEDED = new Outcome.Succeeded("1");
  private static final Instant AT = Jobs.NOW.plusSeconds(2);

  private static String url;
  private static TestStore store;

  @BeforeAll
  static void open() {
    url = PostgresServers.newDatabase();
    store = PostgresStores.open(url);
  }

  @AfterAll
  static void close() {
    store.close();
  }

  @Test
  void anOutcomeWaitsForItsRowAndNothingElseDoes() throws InterruptedException {
    UUID node = Jobs.newId();
    Job locked = store.submitRunning(Jobs.running(), node);
    List<Job> others = runningJobs(node);
    CompletableFuture<Recorded> outcome;
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      outcome = record(locked, node, SUCCEEDED);
      assertOthersGoOn(node, others);
      assertThat(outcome).isNotDone();
      awaitWaiting(1);
    }
    assertThat(get(outcome).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(store.read(locked).finishedAt()).isEqualTo(AT);
    assertThat(store.read(locked).attempt()).isEqualTo(1);
    awaitWaiting(0);
  }

  @Test
  void manyLockedRowsStopNoMoreThanOne() {
    UUID node = Jobs.newId();
    List<Job> locked =
        Stream.generate(Jobs::running)
            .limit(100)
            .map(job -> store.submitRunning(job, node))
            .toList();
    List<Job> others = runningJobs(node);
    List<CompletableFuture<Recorded>> outcomes = new ArrayList<>();
    try (ForeignLock _ =
        ForeignLock.take(
            url,
            "SELECT 1 FROM jobwheel.job WHERE id BETWEEN '%s' AND '%s' FOR UPDATE"
                .formatted(locked.getFirst().id(), locked.getLast().id()))) {
      for (Job job : locked) {
        outcomes.add(record(job, node, SUCCEEDED));
      }
      assertOthersGoOn(node, others);
      assertThat(outcomes).noneMatch(CompletableFuture::isDone);
    }
    outcomes.forEach(each -> assertThat(get(each).accepted()).isTrue());
  }

  @Test
  void theWritesOfAJobStayInTheirOrder() {
    UUID node = Jobs.newId();
    Job locked = store.submitRunning(Jobs.running(), node);
    List<CompletableFuture<?>> writes = new ArrayList<>();
    List<String> done = new ArrayList<>();
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      for (String text : List.of("one", "two")) {
        writes.add(
            store
                .outputs
                .append(new Print(locked.id(), 1, AT, text))
                .thenRun(() -> done.add(text)));
        store.submit(Jobs.queued()); // so that not all of them are in one batch
      }
      writes.add(
          store
              .progress
              .record(
                  new ProgressReports.ProgressReport(locked.id(), 1, new Progress(AT, 1, "all")))
              .thenRun(() -> done.add("progress")));
      writes.add(record(locked, node, SUCCEEDED).thenRun(() -> done.add("outcome")));
      store.submit(Jobs.queued());
      store.submit(Jobs.queued());
      assertThat(done).isEmpty();
    }
    writes.forEach(TestStore::get);
    assertThat(done).containsExactly("one", "two", "progress", "outcome");
    assertThat(store.printsOf(locked.id(), 1))
        .extracting(Print::text)
        .containsExactly("one", "two");
    assertThat(store.progress.progressOf(locked.id(), 1)).isPresent();
  }

  @Test
  void anOutcomeThatWaitedIsStillFenced() {
    UUID node = Jobs.newId();
    Job locked = store.submitRunning(Jobs.running(), node);
    CompletableFuture<Recorded> outcome;
    try (ForeignLock lock = ForeignLock.row(url, "job", locked.id())) {
      outcome = record(locked, node, SUCCEEDED);
      store.submit(Jobs.queued());
      lock.execute(
          "UPDATE jobwheel.job SET owner = '%s', fence = fence + 1 WHERE id = '%s'"
              .formatted(Jobs.newId(), locked.id()));
      lock.commit();
    }
    assertThat(get(outcome).accepted()).isFalse();
    assertThat(store.read(locked).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aRetryWaitsForItsRowAndNothingElseDoes() {
    UUID node = Jobs.newId();
    Job locked = store.submitRunning(Jobs.running(), node);
    List<Job> others = runningJobs(node);
    CompletableFuture<Recorded> outcome;
    Instant later = Jobs.NOW.plusSeconds(3600);
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      outcome =
          record(
              locked,
              node,
              new Outcome.Retried(new JobError("failed", "x"), later, FailureReason.FAILURE));
      assertOthersGoOn(node, others);
    }
    assertThat(get(outcome).state()).isEqualTo(JobState.SCHEDULED);
  }

  @Test
  void aLockedGroupStopsOnlyItself() {
    UUID node = Jobs.newId();
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    List<Job> members = submitFirst(group, 4);
    List<Job> claimed = store.claim(node, 2);
    assertThat(claimed).extracting(Job::groupId).containsOnly(group.id());
    List<Job> others = runningJobs(node);
    List<CompletableFuture<Recorded>> ends = new ArrayList<>();
    try (ForeignLock _ = ForeignLock.row(url, "job_group", group.id())) {
      claimed.forEach(job -> ends.add(record(job, node, SUCCEEDED)));
      assertOthersGoOn(node, others);
      claimed = store.claim(node, 2);
      assertThat(claimed).extracting(Job::groupId).containsOnly(group.id());
      claimed.forEach(job -> ends.add(record(job, node, SUCCEEDED)));
      assertOthersGoOn(node, runningJobs(node));
      assertThat(ends).noneMatch(CompletableFuture::isDone);
    }
    ends.forEach(each -> assertThat(get(each).accepted()).isTrue());
    assertThat(store.read(group).outcome()).isEqualTo(JobState.SUCCEEDED);
    assertThat(members).allMatch(job -> store.read(job).state() == JobState.SUCCEEDED);
  }

  @Test
  void aGroupThatIsLockedAtItsFirstClaimBegins() {
    UUID node = Jobs.newId();
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    submitFirst(group, 1);
    List<Job> claimed;
    try (ForeignLock _ = ForeignLock.row(url, "job_group", group.id())) {
      claimed = store.claim(node, 1);
      assertThat(claimed).extracting(Job::groupId).containsExactly(group.id());
    }
    get(record(claimed.getFirst(), node, SUCCEEDED));
    assertThat(store.read(group).startedAt()).isEqualTo(claimed.getFirst().startedAt());
  }

  @Test
  void aLockedSiblingHoldsTheFailureThatCancelsItAndNothingElse() {
    UUID node = Jobs.newId();
    JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
    List<Job> members = submitFirst(group, 2);
    Job failing = store.claim(node, 1).getFirst();
    assertThat(failing.id()).isEqualTo(members.getFirst().id());
    List<Job> others = runningJobs(node);
    CompletableFuture<Recorded> outcome;
    try (ForeignLock _ = ForeignLock.row(url, "job", members.getLast().id())) {
      outcome = record(failing, node, new Outcome.Failed(new JobError("failed", "x"), Retry.NEVER));
      assertOthersGoOn(node, others);
      assertThat(outcome).isNotDone();
    }
    assertThat(get(outcome).state()).isEqualTo(JobState.FAILED);
    assertThat(store.read(members.getLast()).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void aCancelThatWaitsForItsRowCanBeWithdrawn() throws InterruptedException {
    UUID node = Jobs.newId();
    Job locked = store.submitRunning(Jobs.running(), node);
    List<Job> others = runningJobs(node);
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      CompletableFuture<?> cancel = store.cancels.cancel(locked.id(), AT);
      assertOthersGoOn(node, others);
      await("it is between two transactions").until(() -> cancel.cancel(false));
    }
    get(record(locked, node, SUCCEEDED));
    assertThat(store.read(locked).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aLockedJobIsPassedOverWhenOthersBecomeDue() {
    Instant due = Jobs.NOW.plusSeconds(7);
    Instant later = Jobs.NOW.plusSeconds(8);
    Job locked = store.submit(Jobs.scheduled(due));
    Job free = store.submit(Jobs.scheduled(due));
    store.submit(Jobs.scheduled(later));
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      get(store.claims.promoteDue(due));
      assertThat(store.read(free).state()).isEqualTo(JobState.QUEUED);
      assertThat(store.claims.nextDue(due)).contains(later);
    }
    get(store.claims.promoteDue(due));
    assertThat(store.read(locked).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void lostJobsComeBackWhileOtherRowsAreLocked() {
    UUID self = Jobs.newId();
    UUID lost = Jobs.newId();
    get(store.leases.register(self, "self", Duration.ofHours(1)));
    get(store.leases.register(lost, "lost", Duration.ZERO));
    UUID lockedNode = Jobs.newId();
    get(store.leases.register(lockedNode, "locked", Duration.ZERO));
    Job locked = store.submitRunning(Jobs.running(), lost);
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    Job member = Jobs.running().in(group).build();
    get(store.submissions.submit(new Submission(group, List.of(member), lost)));
    Job free = store.submitRunning(Jobs.running(), lost);
    Job kept = store.submitRunning(Jobs.running(), lockedNode);
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id());
        ForeignLock _ = ForeignLock.row(url, "job_group", group.id());
        ForeignLock _ = ForeignLock.row(url, "node", lockedNode)) {
      Rescue rescue = get(store.leases.rescueExpired(self, 3, AT));
      assertThat(rescue.requeued())
          .extracting(Job::id)
          .contains(free.id())
          .doesNotContain(locked.id(), member.id(), kept.id());
    }
    Rescue rescue = get(store.leases.rescueExpired(self, 3, AT));
    assertThat(rescue.requeued())
        .extracting(Job::id)
        .contains(locked.id(), member.id(), kept.id())
        .doesNotContain(free.id());
  }

  @Test
  void aNodeThatStopsReleasesJobsThatAreNotLocked() {
    UUID node = Jobs.newId();
    get(store.leases.register(node, "stopping", Duration.ofHours(1)));
    Job locked = store.submitRunning(Jobs.running(), node);
    Job free = store.submitRunning(Jobs.running(), node);
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id())) {
      Rescue released = get(store.leases.release(node, AT));
      assertThat(released.requeued()).extracting(Job::id).containsExactly(free.id());
    }
    // others find it without its node
    assertThat(get(store.leases.rescueExpired(Jobs.newId(), 3, AT)).requeued())
        .extracting(Job::id)
        .contains(locked.id());
  }

  @Test
  void aLockedNodeFailsItsRenewalAloneAndSoon() {
    UUID locked = Jobs.newId();
    UUID free = Jobs.newId();
    get(store.leases.register(locked, "locked", Duration.ofSeconds(10)));
    get(store.leases.register(free, "free", Duration.ofSeconds(10)));
    try (ForeignLock _ = ForeignLock.row(url, "node", locked)) {
      CompletableFuture<Boolean> renewal =
          store.leases.renew(locked, Duration.ofSeconds(10)).orTimeout(2, TimeUnit.SECONDS);
      assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(renewal));
      assertThat(get(store.leases.renew(free, Duration.ofSeconds(10)))).isTrue();
    }
    assertThat(get(store.leases.renew(locked, Duration.ofSeconds(10)))).isTrue();
  }

  @Test
  void lockedJobsArePrunedLater() {
    UUID node = Jobs.newId();
    Instant old = Instant.now().plus(Duration.ofDays(1)); // than which all ids are less
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    Job member = Jobs.running().in(group).build();
    get(store.submissions.submit(new Submission(group, List.of(member), node)));
    get(record(member, node, SUCCEEDED));
    Job locked = ended(node);
    Job free = ended(node);
    try (ForeignLock _ = ForeignLock.row(url, "job", locked.id());
        ForeignLock _ = ForeignLock.row(url, "job_group", group.id())) {
      prune(old);
      assertThat(store.queries.find(free.id())).isEmpty();
      assertThat(store.queries.find(locked.id())).isPresent();
      assertThat(store.queries.find(member.id())).isPresent();
    }
    prune(old);
    assertThat(store.queries.find(locked.id())).isEmpty();
    assertThat(store.queries.find(member.id())).isEmpty();
    assertThat(store.queries.findGroup(group.id())).isEmpty();
  }

  @Test
  void aLockedTableStopsNoConnectionForLong() throws InterruptedException {
    UUID node = Jobs.newId();
    store.lease(node);
    Job running = store.submitRunning(Jobs.running(), node);
    Job job = Jobs.queued().build();
    CompletableFuture<?> submit;
    CompletableFuture<Recorded> outcome;
    List<String> before = backends();
    try (ForeignLock _ =
        ForeignLock.take(url, "LOCK TABLE jobwheel.job IN ACCESS EXCLUSIVE MODE")) {
      outcome = record(running, node, SUCCEEDED);
      submit = store.submissions.submit(new Submission(null, List.of(job), node));
      CompletableFuture<?> claim =
          CompletableFuture.runAsync(() -> store.claim(node, 1)).orTimeout(3, TimeUnit.SECONDS);
      assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(claim));
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> store.read(running));
      Job withdrawn = Jobs.queued().build();
      CompletableFuture<?> another =
          store.submissions.submit(new Submission(null, List.of(withdrawn), node));
      await().until(() -> another.cancel(false));
      assertThat(
              PostgresServers.query(
                  url,
                  """
                  SELECT pid FROM pg_stat_activity
                  WHERE application_name LIKE 'jobwheel%' AND datname = current_database()
                    AND wait_event_type = 'Lock' AND query_start < now() - interval '2s'
                  """))
          .isEmpty();
      assertThat(submit).isNotDone();
      assertThat(outcome).isNotDone();
    }
    get(submit);
    assertThat(get(outcome).accepted()).isTrue();
    assertThat(store.read(job).state()).isEqualTo(JobState.QUEUED);
    // a writer that was not needed before may have opened its first one
    assertThat(backends()).as("no connection was given up").containsAll(before);
  }

  /** Writes with each writer, claims, renews leases and reads. */
  private static void assertOthersGoOn(UUID node, List<Job> running) {
    for (Job job : running) {
      get(store.outputs.append(new Print(job.id(), 1, AT, "goes on")));
      assertThat(get(record(job, node, SUCCEEDED)).accepted()).isTrue();
      store.submit(Jobs.scheduled(Jobs.NOW.plusSeconds(86_400)));
    }
    get(store.leases.register(Jobs.newId(), "goes on", Duration.ofSeconds(1)));
  }

  /** Held writes are not counted while they are retried. */
  private static void awaitWaiting(int writes) {
    Gauge waiting = store.meters.get(StoreMetrics.WAITING_WRITES).gauge();
    await().pollInterval(Duration.ofMillis(5)).until(() -> waiting.value() == writes);
  }

  /** Returns enough jobs that each of two writers has some. */
  private static List<Job> runningJobs(UUID node) {
    return Stream.generate(Jobs::running)
        .limit(10)
        .map(job -> store.submitRunning(job, node))
        .toList();
  }

  /** Returns jobs that are claimed before all others. */
  private static List<Job> submitFirst(JobGroup group, int jobs) {
    List<Job> members =
        Stream.generate(() -> Jobs.queued().in(group).priority(9).build()).limit(jobs).toList();
    get(store.submissions.submit(new Submission(group, members, Jobs.newId())));
    return members;
  }

  private static Job ended(UUID node) {
    Job job = store.submitRunning(Jobs.running(), node);
    get(record(job, node, SUCCEEDED));
    return job;
  }

  private static CompletableFuture<Recorded> record(Job job, UUID node, Outcome outcome) {
    return store.outcomes.record(TestStore.ended(job, node, outcome, AT));
  }

  private static void prune(Instant endedBefore) {
    for (Position at = Position.START; at != null; ) {
      at = get(store.retention.prune(at, endedBefore, endedBefore, 1000)).next();
    }
  }

  private static List<String> backends() {
    return PostgresServers.query(
        url,
        """
        SELECT pid FROM pg_stat_activity
        WHERE application_name LIKE 'jobwheel%' AND datname = current_database()
        """);
  }
}

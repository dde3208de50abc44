package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.BacklogMonitor;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.event.JobMetrics;
import io.jobwheel.dispatch.node.NodeLifecycle;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Retry;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.Submission;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For each way in which the state of a job changes, on a real SQLite store: the state, the waits,
 * the meters and the backlogs of its lane and of its submitter agree.
 */
@Timeout(180)
class JobEventPathsTest {

  private static final long LIMIT = 10;
  private static final Submitter SHOP = new Submitter("shop", LIMIT);
  private static final JobRequest ONCE = JobRequests.of("probe").build();
  private static final JobRequest TWICE = JobRequests.of("probe").retrying(2, "PT1H").build();
  private static final Set<String> COUNTED =
      Set.of(
          JobMetrics.FINISHED,
          JobMetrics.CANCELLED,
          JobMetrics.POISONED,
          JobMetrics.RELEASED,
          JobMetrics.CRASHED,
          JobMetrics.RETRIED,
          JobMetrics.TIMED_OUT);

  /** A change of state: the state before, the action, and the result. */
  private enum Change {
    SUCCEEDS(it -> it.running(ONCE), it -> it.gate.open(), "jobs.finished succeeded"),
    FAILS(it -> it.running(ONCE), JobEventPathsTest::fail, "jobs.finished failed"),
    IS_RETRIED(it -> it.running(TWICE), JobEventPathsTest::fail, "attempts.retried failure"),
    IS_CANCELLED_INSTEAD_OF_RETRIED(
        it -> it.running(TWICE),
        it -> {
          it.requestUnheard();
          it.fail();
        },
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged"),
    TIMES_OUT(
        it -> it.running(JobRequests.of("probe").timeout("PT0.5S").build()),
        it -> {},
        "jobs.finished failed",
        "attempts.timed.out"),

    IS_RELEASED_BY_ITS_OUTCOME(
        it -> it.running(ONCE), it -> it.interrupt(CancelReason.LEASE_LOST), "attempts.given.back"),
    IS_CANCELLED_WHILE_ITS_OUTCOME_RELEASES_IT(
        it -> it.running(ONCE),
        it -> {
          it.requestUnheard();
          it.interrupt(CancelReason.SHUTDOWN);
        },
        "attempts.given.back",
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged"),
    IS_RELEASED_BECAUSE_IT_DOES_NOT_RUN(
        it -> it.orphanOf(it.node.keeper.node().id()),
        JobEventPathsTest::compare,
        "attempts.given.back"),
    IS_CANCELLED_WHILE_RELEASED_BECAUSE_IT_DOES_NOT_RUN(
        it -> it.orphanOf(it.node.keeper.node().id()),
        it -> {
          it.requestUnheard();
          it.compare();
        },
        "attempts.given.back",
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged"),
    IS_RELEASED_AT_A_SHUTDOWN(
        it -> it.orphanOf(it.node.keeper.node().id()),
        JobEventPathsTest::leave,
        "attempts.given.back"),
    IS_CANCELLED_WHILE_RELEASED_AT_A_SHUTDOWN(
        it -> it.orphanOf(it.node.keeper.node().id()),
        it -> {
          it.requestUnheard();
          it.leave();
        },
        "attempts.given.back",
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged"),

    IS_RESCUED(it -> it.orphanOf(UUID.randomUUID()), JobEventPathsTest::rescue, "attempts.crashed"),
    IS_CANCELLED_WHILE_RESCUED(
        it -> it.orphanOf(UUID.randomUUID()),
        it -> {
          it.requestUnheard();
          it.rescue();
        },
        "attempts.crashed",
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged"),
    CRASHES_TOO_OFTEN(
        it -> it.orphanOf(UUID.randomUUID()),
        JobEventPathsTest::rescue,
        "attempts.crashed",
        "jobs.finished failed",
        "jobs.poisoned"),

    IS_CLAIMED(
        JobEventPathsTest::waiting,
        it -> {
          it.gate.open();
          it.node.bean(Lanes.class).of(ExecutionMode.EVENT_LOOP).resume();
        },
        "jobs.finished succeeded"),
    IS_CANCELLED_HERE_WHILE_IT_WAITS(
        JobEventPathsTest::waiting,
        it -> it.node.canceller.cancel(it.job.id()),
        "jobs.finished cancelled",
        "jobs.cancelled waiting"),
    IS_CANCELLED_HERE_WHILE_IT_RUNS(
        it -> it.running(ONCE),
        it -> it.node.canceller.cancel(it.job.id()),
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged"),
    IS_CANCELLED_ELSEWHERE_WHILE_IT_RUNS(
        it -> it.running(ONCE),
        it -> it.requestElsewhere(),
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged"),
    IS_CALLED_OFF_WHILE_IT_WAITS(
        it -> it.siblingOfOneThatFails(ExecutionMode.SEQUENTIAL, 1),
        JobEventPathsTest::fail,
        "jobs.finished failed",
        "jobs.finished cancelled",
        "jobs.cancelled waiting"),
    IS_CALLED_OFF_WHILE_IT_RUNS(
        it -> it.siblingOfOneThatFails(ExecutionMode.EVENT_LOOP, 2),
        JobEventPathsTest::fail,
        "jobs.finished failed",
        "jobs.finished cancelled",
        "jobs.cancelled acknowledged");

    private final Function<JobEventPathsTest, Job> before;
    private final Consumer<JobEventPathsTest> act;
    private final List<String> counted;

    Change(
        Function<JobEventPathsTest, Job> before,
        Consumer<JobEventPathsTest> act,
        String... counted) {
      this.before = before;
      this.act = act;
      this.counted = List.of(counted);
    }

    /** Whether the job has finished; otherwise it waits for another attempt. */
    boolean finishes() {
      return counted.stream().anyMatch(each -> each.startsWith("jobs.finished"));
    }
  }

  @TempDir Path folder;

  private final Gate gate = new Gate();
  private final Gate closed = new Gate();
  private final Set<UUID> failing = ConcurrentHashMap.newKeySet();
  private TestNode node;
  private Job job;

  @AfterEach
  void stop() {
    gate.open();
    closed.open();
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatFollowsAgrees(Change change) {
    node =
        TestNode.start(
            folder,
            "jobwheel.dispatch.count-every=10m", // only events change the backlogs
            "jobwheel.dispatch.max-crashes=" + (change == Change.CRASHES_TOO_OFTEN ? 1 : 3));
    node.probe.body = this::handle;
    awaitFirstCount();
    var _ = node.submitter.submit(SubmitterLimitTest.scheduled(), SHOP); // counts its backlog
    job = change.before.apply(this);
    CompletableFuture<Job> waiter = node.awaiter.awaitJob(job.id(), Duration.ofMinutes(10));
    CompletableFuture<JobGroup> groupWaiter =
        node.awaiter.awaitGroup(Objects.requireNonNull(job.groupId()), Duration.ofMinutes(10));
    change.act.accept(this);
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> agrees(change, waiter, groupWaiter));
  }

  @Test
  void aReconciledGroupCompletesItsWaitsAndCountsNoJobAgain() throws SQLException {
    node = TestNode.start(folder);
    Job finished = node.await(submit(ONCE).id());
    UUID group = Objects.requireNonNull(finished.groupId());
    assertThat(node.awaitGroup(group).outcome()).isEqualTo(JobState.SUCCEEDED);
    node.close();
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobwheel.db"));
        Statement statement = file.createStatement()) {
      statement.executeUpdate("UPDATE job_group SET outcome = NULL, finished_at = NULL");
    }
    AtomicBoolean looks = new AtomicBoolean();
    node =
        TestNode.startWithBeans(
            folder,
            bean -> bean instanceof OpenGroups groups ? blindUntil(looks, groups) : bean,
            "jobwheel.dispatch.count-every=10m");
    awaitFirstCount();
    CompletableFuture<JobGroup> waiter = node.awaiter.awaitGroup(group, Duration.ofMinutes(10));
    assertThat(waiter).isNotDone();
    looks.set(true);
    node.bean(GroupReconciler.class).wake();
    assertThat(waiter.orTimeout(15, TimeUnit.SECONDS).join().outcome())
        .isEqualTo(JobState.SUCCEEDED);
    assertThat(counts()).isEmpty();
    SoftAssertions softly = new SoftAssertions();
    backlogsAgree(softly);
    softly.assertAll();
  }

  private static OpenGroups blindUntil(AtomicBoolean looks, OpenGroups store) {
    return new OpenGroups() {
      @Override
      public Portion find(UUID after, int limit) {
        return looks.get() ? store.find(after, limit) : new Portion(List.of(), null);
      }

      @Override
      public CompletableFuture<Optional<JobGroup>> end(UUID groupId, Instant now) {
        return store.end(groupId, now);
      }
    };
  }

  private void agrees(
      Change change, CompletableFuture<Job> waiter, CompletableFuture<JobGroup> groupWaiter) {
    SoftAssertions softly = new SoftAssertions();
    JobState state = node.read(job.id()).state();
    softly.assertThat(state.isFinal()).as("%s", state).isEqualTo(change.finishes());
    softly
        .assertThat(waiter.isDone())
        .as("the wait for the job is over")
        .isEqualTo(state.isFinal());
    softly
        .assertThat(groupWaiter.isDone())
        .as("the wait for its group is over")
        .isEqualTo(state.isFinal());
    softly.assertThat(counts()).as("counted").isEqualTo(expected(change));
    softly
        .assertThat(node.submitter.roomFor(SHOP))
        .as("room of the submitter")
        .hasValue(LIMIT - node.bean(Backlog.class).waitingOf(SHOP.name()));
    backlogsAgree(softly);
    softly.assertAll();
  }

  private void backlogsAgree(SoftAssertions softly) {
    for (ExecutionMode mode : ExecutionMode.values()) {
      softly
          .assertThat(node.bean(LaneBacklogs.class).of(mode).waiting())
          .as("backlog of %s", mode)
          .isEqualTo(waitingIn(mode));
    }
  }

  private static Map<String, Double> expected(Change change) {
    Map<String, Double> counts = new TreeMap<>();
    change.counted.forEach(each -> counts.put(each, 1.0));
    return counts;
  }

  /** The counts of the meters of jobs and attempts, except zeros. */
  private Map<String, Double> counts() {
    Map<String, Double> counts = new TreeMap<>();
    for (Meter meter : node.bean(MeterRegistry.class).getMeters()) {
      if (meter instanceof Counter counter
          && COUNTED.contains(meter.getId().getName())
          && counter.count() > 0) {
        counts.merge(label(meter.getId()), counter.count(), Double::sum);
      }
    }
    return counts;
  }

  private static String label(Meter.Id id) {
    String tag = null;
    for (String key : List.of("outcome", "how", "reason")) {
      tag = id.getTag(key) == null ? tag : id.getTag(key);
    }
    String name = id.getName().substring("jobwheel.".length());
    return tag == null ? name : name + " " + tag;
  }

  private long waitingIn(ExecutionMode mode) {
    return node.queries.countActive().stream()
        .filter(each -> each.mode() == mode && each.state() != JobState.RUNNING)
        .mapToLong(each -> each.count())
        .sum();
  }

  private void awaitFirstCount() {
    Backlog backlog = node.bean(Backlog.class);
    await().atMost(Duration.ofSeconds(60)).until(() -> backlog.read().count() != null);
    // the node reads it shortly after; a wake-up causes one more run, which stop awaits
    BacklogMonitor active = node.bean(BacklogMonitor.class);
    active.wake();
    active.stop();
  }

  private Object handle(JobContext context) {
    Object passed = gate.pass(context);
    if (failing.contains(context.jobId())) {
      throw new JobFailedException("broken", "as the test says", Retry.AS_PLANNED);
    }
    return failing.isEmpty() ? passed : closed.pass(context);
  }

  // --- states before

  private Job submit(JobRequest request) {
    return node.submitter
        .submit(
            JobRequests.group(
                ExecutionMode.EVENT_LOOP, CompletionCondition.ALL_COMPLETED, List.of(request)),
            SHOP)
        .jobs()
        .getFirst();
  }

  private Job running(JobRequest request) {
    Job submitted = submit(request);
    gate.awaitArrivals(1);
    return node.read(submitted.id());
  }

  private Job waiting() {
    pause(ExecutionMode.EVENT_LOOP);
    return submit(ONCE);
  }

  /** A job that is running on the node by the store, without an attempt. */
  private Job orphanOf(UUID owner) {
    node.bean(OwnershipReconciler.class).stop();
    node.bean(LeaseRescuer.class).stop();
    pause(ExecutionMode.EVENT_LOOP);
    JobSpec spec =
        new JobSpec(
            "probe", ExecutionMode.EVENT_LOOP, "{}", 0, JobSpec.AT_ONCE, AttemptPolicy.ONCE, null);
    JobFactory factory = new JobFactory(InstantSource.system());
    JobGroup group =
        JobGroup.accepted(
                factory.newId(),
                ExecutionMode.EVENT_LOOP,
                CompletionCondition.ALL_COMPLETED,
                factory.now())
            .started(factory.now());
    List<Job> jobs =
        factory.jobs(List.of(spec), group, factory.now(), _ -> true, _ -> 1, SHOP.name());
    node.bean(JobSubmissions.class)
        .submit(new Submission(group, jobs, owner))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    return jobs.getFirst();
  }

  private Job siblingOfOneThatFails(ExecutionMode mode, int atOnce) {
    List<Job> jobs =
        node.submitter
            .submit(
                JobRequests.group(
                    mode, CompletionCondition.FAIL_FAST, Collections.nCopies(2, ONCE)),
                SHOP)
            .jobs();
    gate.awaitArrivals(atOnce);
    pause(mode); // otherwise the slot of the failing job is claimed for the other
    failing.add(jobs.getFirst().id());
    return node.read(jobs.getLast().id());
  }

  private void pause(ExecutionMode mode) {
    node.bean(Lanes.class).of(mode).pause(InstantSource.system().instant());
  }

  // --- actions

  private void fail() {
    if (failing.isEmpty()) {
      failing.add(job.id());
    }
    gate.open();
  }

  /** Requests the cancellation as another node would. */
  private void requestElsewhere() {
    assertThat(
            node.bean(JobCancellations.class)
                .cancel(job.id(), InstantSource.system().instant())
                .orTimeout(10, TimeUnit.SECONDS)
                .join())
        .isPresent();
  }

  /** Does the same just before the attempt ends for another reason. */
  private void requestUnheard() {
    node.bean(OwnershipReconciler.class).stop();
    requestElsewhere();
  }

  private void interrupt(CancelReason reason) {
    pause(ExecutionMode.EVENT_LOOP);
    assertThat(node.bean(RunningJobs.class).cancelAll(reason)).isOne();
  }

  private void compare() {
    node.bean(OwnershipReconciler.class).start();
  }

  private void rescue() {
    node.bean(LeaseRescuer.class).start();
  }

  private void leave() {
    node.bean(NodeLifecycle.class).stop();
  }
}

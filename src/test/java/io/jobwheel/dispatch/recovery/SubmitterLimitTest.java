package io.jobwheel.dispatch.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.Submission;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits on the backlogs of submitters, on a node with a real store. */
@Timeout(60)
public class SubmitterLimitTest {

  private static final Submitter SHOP = new Submitter("shop", 3L);
  private static final Submitter LAB = new Submitter("lab", 1L);
  private static final Submitter UNLIMITED = new Submitter("batch", null);

  @TempDir Path folder;

  private TestNode node;
  private final Gate gate = new Gate();

  @BeforeEach
  void start() {
    node = TestNode.start(folder);
    node.probe.body = gate::pass;
  }

  @AfterEach
  void stop() {
    gate.open();
    node.close();
  }

  /** Submits a job to the lane with one slot. */
  private Job submit(@Nullable Submitter submitter) {
    return node.submitter.submit(TestNode.probe(ExecutionMode.SEQUENTIAL, 0), submitter);
  }

  private Job schedule(Submitter submitter) {
    return node.submitter.submit(scheduled(), submitter);
  }

  public static JobRequest scheduled() {
    return JobRequests.of("probe")
        .mode(ExecutionMode.EVENT_LOOP)
        .runAt(Instant.parse("2999-01-01T00:00:00Z"))
        .build();
  }

  private SubmittedGroup submitGroup(Submitter submitter, int jobs) {
    return node.submitter.submit(
        JobRequests.group(
            ExecutionMode.SEQUENTIAL,
            CompletionCondition.ALL_COMPLETED,
            Collections.nCopies(jobs, TestNode.probe(ExecutionMode.SEQUENTIAL, 0))),
        submitter);
  }

  private void takeTheSlot() {
    submit(null);
    gate.awaitArrivals(1);
  }

  /** During a poll of the lane no job starts at once, so all of them would wait. */
  private static <T> T betweenPolls(Callable<T> submit) {
    return await().ignoreException(NotAdmittedException.class).until(submit, Objects::nonNull);
  }

  private static NotAdmittedException refused(Runnable submit) {
    NotAdmittedException full =
        catchThrowableOfType(NotAdmittedException.class, () -> submit.run());
    assertThat(full).isNotNull();
    assertThat(full.reason()).isEqualTo(NotAdmittedException.Reason.SUBMITTER_BACKLOG_FULL);
    assertThat(full.retryAfter()).isPositive();
    return full;
  }

  private long waitingOf(Submitter submitter) {
    return node.bean(Backlog.class).waitingOf(submitter.name());
  }

  @Test
  void beyondTheLimitJobsAreRejectedAndOtherSubmittersAreUnaffected() {
    takeTheSlot();
    for (int i = 0; i < 3; i++) {
      assertThat(submit(SHOP).submitter()).isEqualTo("shop");
    }
    assertThat(node.submitter.roomFor(SHOP)).hasValue(0);
    assertThat(refused(() -> submit(SHOP)))
        .hasMessageContaining("3 jobs of shop wait")
        .hasMessageContaining("limit of 3");
    assertThat(waitingOf(SHOP)).isEqualTo(3);
    submit(LAB);
    submit(UNLIMITED);
    submit(UNLIMITED);
    submit(null);
    assertThat(node.submitter.roomFor(UNLIMITED)).isEmpty();
  }

  @Test
  void aGroupWaitsWholeOrNotAtAll() {
    refused(() -> submitGroup(SHOP, 5)); // one would have run
    assertThat(waitingOf(SHOP)).isZero();
    SubmittedGroup admitted = betweenPolls(() -> submitGroup(SHOP, 4));
    assertThat(admitted.jobs())
        .extracting(Job::state)
        .containsExactly(JobState.RUNNING, JobState.QUEUED, JobState.QUEUED, JobState.QUEUED);
    refused(() -> submitGroup(SHOP, 1));
  }

  @Test
  void whatStartsAtOnceIsNotLimited() {
    Submitter none = new Submitter("none", 0L);
    assertThat(node.submitter.roomFor(none)).isEmpty();
    assertThat(betweenPolls(() -> submit(none)).state()).isEqualTo(JobState.RUNNING);
    gate.awaitArrivals(1);
    refused(() -> submit(none));
    refused(() -> schedule(none));
  }

  @Test
  void jobsThatStartMakeRoom() {
    takeTheSlot();
    List<Job> waiting = List.of(submit(SHOP), submit(SHOP), submit(SHOP));
    refused(() -> submit(SHOP));
    gate.open();
    waiting.forEach(job -> node.await(job.id()));
    assertThat(node.submitter.roomFor(SHOP)).hasValue(3);
    schedule(SHOP);
  }

  @Test
  void jobsThatAreCancelledMakeRoom() {
    Job first = schedule(LAB);
    refused(() -> schedule(LAB));
    node.canceller.cancel(first.id());
    schedule(LAB);
    refused(() -> schedule(LAB));
  }

  @Test
  void aJobThatIsTriedAgainCountsAndIsNotRefused() {
    node.probe.body =
        context -> {
          throw new IllegalStateException("broke");
        };
    Submitter two = new Submitter("two", 2L);
    schedule(two);
    Job failing =
        node.submitter.submit(
            JobRequests.of("probe").mode(ExecutionMode.EVENT_LOOP).retrying(5, "1h").build(), two);
    node.awaitState(failing.id(), JobState.SCHEDULED);
    assertThat(waitingOf(two)).isEqualTo(2);
    assertThat(node.read(failing.id()).submitter()).isEqualTo("two");
    await().until(() -> node.submitter.roomFor(two).orElseThrow() == 0); // updated after the commit
    refused(() -> schedule(two));
  }

  @Test
  void aReleasedJobCounts() {
    takeTheSlot();
    schedule(SHOP);
    Job orphan =
        Jobs.running()
            .type("probe")
            .mode(ExecutionMode.SEQUENTIAL)
            .submitter("shop")
            .acceptedAt(InstantSource.system().instant())
            .build();
    node.bean(JobSubmissions.class)
        .submit(new Submission(null, List.of(orphan), node.keeper.node().id()))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    node.awaitState(orphan.id(), JobState.QUEUED);
    await().until(() -> node.submitter.roomFor(SHOP).orElseThrow() == 1);
  }

  @Test
  void aRestartOpensNoDoor() {
    schedule(SHOP);
    schedule(SHOP);
    schedule(SHOP);
    node.close();
    node = TestNode.start(folder);
    refused(() -> schedule(SHOP));
    assertThat(waitingOf(SHOP)).isEqualTo(3);
  }

  @Test
  void aFullBacklogOfTheModeTakesNothingFromTheSubmitter() {
    node.close();
    node = TestNode.start(folder, "jobwheel.dispatch.max-backlog=1");
    schedule(UNLIMITED);
    assertThatThrownBy(() -> schedule(SHOP))
        .isInstanceOfSatisfying(
            NotAdmittedException.class,
            full -> assertThat(full.reason()).isEqualTo(NotAdmittedException.Reason.BACKLOG_FULL));
    assertThat(node.submitter.roomFor(SHOP)).hasValue(3);
  }

  @Test
  void aSubmitThatCannotBeWrittenTakesNoRoom() {
    AtomicBoolean away = new AtomicBoolean(true);
    UnaryOperator<JobSubmissions> submissions =
        store ->
            submission ->
                away.get()
                    ? CompletableFuture.failedFuture(new StoreUnavailableException("read-only"))
                    : store.submit(submission);
    node.close();
    node = TestNode.start(folder, submissions, UnaryOperator.identity());
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> schedule(SHOP)).isInstanceOf(StoreUnavailableException.class);
    }
    away.set(false);
    for (int i = 0; i < 3; i++) {
      schedule(SHOP);
    }
    refused(() -> schedule(SHOP));
  }

  @Test
  void clientsThatComeAtOnceNeverPassTheLimitOfOneNode() throws Exception {
    Submitter crowd = new Submitter("crowd", 50L);
    List<Future<Integer>> admitted = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 16; i++) {
        admitted.add(
            clients.submit(() -> {
              start.await();
              int mine = 0;
              for (int k = 0; k < 20; k++) {
                try {
                  schedule(crowd);
                  mine++;
                } catch (NotAdmittedException full) {
                  assertThat(waitingOf(crowd)).isLessThanOrEqualTo(50);
                }
              }
              return mine;
            }));
      }
      start.countDown();
      int sum = 0;
      for (Future<Integer> each : admitted) {
        sum += each.get(30, TimeUnit.SECONDS);
      }
      assertThat(sum).isEqualTo(50);
    }
    assertThat(waitingOf(crowd)).isEqualTo(50);
  }
}

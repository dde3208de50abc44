package io.jobwheel.dispatch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.request.pause.JobPauser;
import io.jobwheel.dispatch.request.pause.PauseRequest;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.handler.ProbeHandler.Nothing;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Paused types and submitters on one node. */
@Timeout(60)
class PausesTest {

  private static final PauseTarget PROBE = new PauseTarget(PauseKind.TYPE, "probe");
  private static final PauseTarget SHOP = new PauseTarget(PauseKind.SUBMITTER, "shop");
  private static final Submitter SHOPPER = new Submitter("shop", null);
  private static final PauseRequest FOREVER = new PauseRequest("incident 7", null);
  private static final String NO_POLL = "jobwheel.dispatch.poll-interval=1m";

  @TempDir Path folder;

  /** A second type. */
  private static final class OtherHandler implements JobHandler<Nothing, Object> {
    @Override
    public JobType<Nothing> type() {
      return JobType.ioBound("other", "Does nothing.", Nothing.class);
    }

    @Override
    public @Nullable Object run(Nothing nothing, JobContext context) {
      return null;
    }
  }

  /** Counts the polls, each of which reads the pauses once, and the claims. */
  private static final class Counts implements UnaryOperator<Object> {
    final AtomicInteger polls = new AtomicInteger();
    final AtomicInteger claims = new AtomicInteger();

    @Override
    public Object apply(Object bean) {
      return switch (bean) {
        case Pauses store -> counting(Pauses.class, store, "list", polls);
        case JobClaims store -> counting(JobClaims.class, store, "claim", claims);
        default -> bean;
      };
    }

    private static Object counting(Class<?> type, Object bean, String name, AtomicInteger count) {
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (_, method, arguments) -> {
            if (method.getName().equals(name)) {
              count.incrementAndGet();
            }
            return method.invoke(bean, arguments);
          });
    }

    void awaitPolls(int more) {
      int before = polls.get();
      await().until(() -> polls.get() >= before + more);
    }
  }

  private static void pause(TestNode node, PauseTarget target) {
    node.bean(JobPauser.class).pause(target, FOREVER, "admin");
  }

  private static void resume(TestNode node, PauseTarget target) {
    assertThat(node.bean(JobPauser.class).resume(target)).isTrue();
  }

  private static Job submit(TestNode node, String type, @Nullable Submitter submitter) {
    return node.submitter.submit(
        JobRequests.of(type).mode(ExecutionMode.EVENT_LOOP).build(), submitter);
  }

  @Test
  void aPausedTypeWaitsAndStartsAtTheEndOfThePauseWithoutAPoll() {
    try (TestNode node = TestNode.start(folder, new OtherHandler(), NO_POLL)) {
      node.awaitEmpty(ExecutionMode.EVENT_LOOP);
      pause(node, PROBE);
      Job waiting = submit(node, "probe", null);
      assertThat(waiting.state()).isEqualTo(JobState.QUEUED);
      assertThat(submit(node, "other", null).state())
          .as("it starts at once")
          .isEqualTo(JobState.RUNNING);
      var group = node.submitGroup(ExecutionMode.EVENT_LOOP, CompletionCondition.ALL_COMPLETED, 3);
      assertThat(group.jobs()).extracting(Job::state).containsOnly(JobState.QUEUED);
      resume(node, PROBE);
      assertThat(node.await(waiting.id()).state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(node.awaitGroup(group.group().id()).outcome()).isEqualTo(JobState.SUCCEEDED);
    }
  }

  @Test
  void aPausedSubmitterWaitsAndOthersStartAtOnce() {
    try (TestNode node = TestNode.start(folder, NO_POLL)) {
      node.awaitEmpty(ExecutionMode.EVENT_LOOP);
      pause(node, SHOP);
      List<Job> waiting =
          IntStream.range(0, 5).mapToObj(_ -> submit(node, "probe", SHOPPER)).toList();
      assertThat(waiting).extracting(Job::state).containsOnly(JobState.QUEUED);
      for (Submitter other : new Submitter[] {new Submitter("lab", null), null}) {
        assertThat(submit(node, "probe", other).state()).isEqualTo(JobState.RUNNING);
      }
      resume(node, SHOP);
      waiting.forEach(
          job -> assertThat(node.await(job.id()).state()).isEqualTo(JobState.SUCCEEDED));
    }
  }

  @Test
  void runningJobsGoOnAndTheirRetriesWait() {
    Gate gate = new Gate();
    AtomicInteger attempts = new AtomicInteger();
    Counts counts = new Counts();
    try (TestNode node = TestNode.startWithBeans(folder, counts)) {
      node.probe.body =
          context -> {
            gate.pass(context);
            if (attempts.incrementAndGet() == 1) {
              throw new IllegalStateException("the first attempt");
            }
            return null;
          };
      Job job =
          node.submitter.submit(
              JobRequests.of("probe").mode(ExecutionMode.EVENT_LOOP).retrying(2, "10ms").build());
      gate.awaitArrivals(1);
      pause(node, PROBE);
      Job scheduled =
          node.submitter.submit(
              JobRequests.of("probe").runAt(Instant.now().plusMillis(100)).build());
      gate.open();
      node.awaitState(job.id(), JobState.QUEUED);
      assertThat(node.awaitState(scheduled.id(), JobState.QUEUED).attempt()).isZero();
      counts.awaitPolls(3);
      assertThat(node.read(job.id())).returns(JobState.QUEUED, Job::state).returns(1, Job::attempt);
      resume(node, PROBE);
      assertThat(node.await(job.id()))
          .returns(JobState.SUCCEEDED, Job::state)
          .returns(2, Job::attempt);
      assertThat(node.await(scheduled.id()).state()).isEqualTo(JobState.SUCCEEDED);
    }
  }

  @Test
  void aPauseEndsByItself() {
    try (TestNode node = TestNode.start(folder)) {
      Instant until = Instant.now().plusSeconds(1);
      node.bean(JobPauser.class).pause(PROBE, new PauseRequest(null, until.toString()), null);
      Job job = submit(node, "probe", null);
      assertThat(job.state()).isEqualTo(JobState.QUEUED);
      // the database's clock has a resolution of a millisecond
      assertThat(node.await(job.id()).startedAt()).isAfter(until.minusMillis(5));
    }
  }

  @Test
  void theAnswerToAPauseWaitsForTheClaimUnderWay() throws Exception {
    SlowClaims slow = new SlowClaims();
    try (TestNode node = TestNode.startWithBeans(folder, slow)) {
      slow.awaitClaim();
      CompletableFuture<Void> paused = CompletableFuture.runAsync(() -> pause(node, PROBE));
      ActivePauses active = node.bean(ActivePauses.class);
      await().until(() -> !active.current().pauses().isEmpty());
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> paused.get(100, TimeUnit.MILLISECONDS));
      slow.end.complete(null);
      paused.get(30, TimeUnit.SECONDS);
    }
  }

  /** Holds the results of claims back until {@link #end} is complete. */
  private static final class SlowClaims implements UnaryOperator<Object> {
    final CompletableFuture<Void> end = new CompletableFuture<>();
    final CountDownLatch claims = new CountDownLatch(1);

    @Override
    public Object apply(Object bean) {
      return bean instanceof JobClaims store ? slow(store) : bean;
    }

    private Object slow(JobClaims store) {
      return Proxy.newProxyInstance(
          JobClaims.class.getClassLoader(),
          new Class<?>[] {JobClaims.class},
          (_, method, arguments) -> {
            Object result = method.invoke(store, arguments);
            if (!method.getName().equals("claim")) {
              return result;
            }
            claims.countDown();
            return ((CompletableFuture<?>) result).thenCombine(end, (claimed, _) -> claimed);
          });
    }

    void awaitClaim() throws InterruptedException {
      assertThat(claims.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aPauseOutlastsARestartAndIsVisible() {
    Job waiting;
    try (TestNode node = TestNode.start(folder)) {
      pause(node, PROBE);
      waiting = submit(node, "probe", null);
    }
    Counts counts = new Counts();
    try (TestNode node = TestNode.startWithBeans(folder, counts)) {
      assertThat(submit(node, "probe", null).state()).isEqualTo(JobState.QUEUED);
      counts.awaitPolls(2);
      assertThat(node.read(waiting.id())).isEqualTo(waiting);
      MeterRegistry meters = node.bean(MeterRegistry.class);
      assertThat(meters.get(ActivePauses.PAUSES).gauge().value()).isOne();
      Map<String, Object> details = node.bean(DispatchHealth.class).health().getDetails();
      assertThat(details).containsEntry("pauses", 1);
      assertThat(details.get("paused").toString())
          .startsWith("[{target=type:probe, since=")
          .contains("pausedBy=admin", "reason=incident 7");
      resume(node, PROBE);
      assertThat(node.await(waiting.id()).state()).isEqualTo(JobState.SUCCEEDED);
      assertThat(meters.get(ActivePauses.PAUSES).gauge().value()).isZero();
      assertThat(node.bean(DispatchHealth.class).health().getDetails())
          .doesNotContainKeys("pauses", "paused");
    }
  }

  @Test
  void pausedJobsCauseNoClaimsBesidesThePolls() {
    Counts counts = new Counts();
    try (TestNode node = TestNode.startWithBeans(folder, counts)) {
      for (PauseTarget target : List.of(PROBE, SHOP)) {
        pause(node, target);
        counts.awaitPolls(1);
        int polls = counts.polls.get();
        int claims = counts.claims.get();
        List<Job> waiting =
            IntStream.range(0, 20).mapToObj(_ -> submit(node, "probe", SHOPPER)).toList();
        counts.awaitPolls(5);
        // a poll reads the pauses first, and then claims once for each lane
        int lanes = ExecutionMode.values().length;
        assertThat(counts.claims.get() - claims)
            .isLessThanOrEqualTo((counts.polls.get() - polls + 1) * lanes);
        resume(node, target);
        waiting.forEach(job -> node.await(job.id()));
      }
    }
  }

  @Test
  void anEndInThePastIsAnError() {
    try (TestNode node = TestNode.start(folder)) {
      JobPauser pauser = node.bean(JobPauser.class);
      String past = Instant.now().minus(Duration.ofDays(1)).toString();
      assertThatExceptionOfType(InvalidJobException.class)
          .isThrownBy(() -> pauser.pause(PROBE, new PauseRequest(null, past), null))
          .satisfies(invalid ->
              assertThat(invalid.errors()).extracting(FieldError::field).containsExactly("until"));
      assertThat(node.bean(Pauses.class).list()).isEmpty();
    }
  }
}

package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.node.NodeMetrics;
import io.jobwheel.dispatch.recovery.NodeFaultsTest;
import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Retry;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.Submission;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Meters of the ends of jobs, on a real store. */
@Timeout(60)
class EndingMetersTest {

  @TempDir Path folder;

  private TestNode node;
  private MeterRegistry meters;

  @BeforeEach
  void start() {
    node = TestNode.start(folder, "jobwheel.dispatch.max-crashes=1");
    meters = node.bean(MeterRegistry.class);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void cancellationsOfWaitingJobsAndThoseThatHandlersAcknowledgeAreCountedSeparately() {
    Gate gate = new Gate();
    node.probe.body = gate::pass;
    Job running = node.submit(ExecutionMode.SEQUENTIAL);
    gate.awaitArrivals(1);
    Job waiting = node.submit(ExecutionMode.SEQUENTIAL);
    node.canceller.cancel(waiting.id());
    node.canceller.cancel(running.id());
    assertThat(node.await(running.id()).state()).isEqualTo(JobState.CANCELLED);
    await().untilAsserted(() -> assertThat(cancelled("waiting")).isOne());
    await().untilAsserted(() -> assertThat(cancelled("acknowledged")).isOne());
    assertThat(cancelled("forced")).isZero();
  }

  private double cancelled(String how) {
    return count(
        meters.get(JobMetrics.CANCELLED).tags("how", how, "mode", "sequential", "type", "probe"));
  }

  @Test
  void anAttemptWhoseTimeIsOverIsCounted() {
    node.probe.body = new Gate()::pass;
    Job job =
        node.submitter.submit(
            JobRequests.of("probe").mode(ExecutionMode.VIRTUAL_THREADS).timeout("50ms").build());
    assertThat(node.await(job.id()).error().code()).isEqualTo("timed-out");
    await().untilAsserted(() -> assertThat(timedOut("attempt")).isOne());
    assertThat(timedOut("call")).isZero();
  }

  @Test
  void aCallThatTookTooLongIsNoAttemptThatDid() {
    node.probe.body =
        _ -> {
          throw new CallTimedOutException("slow-server", "no answer", Retry.AS_PLANNED);
        };
    assertThat(node.await(submit(2).id()).error().code()).isEqualTo("slow-server");
    await().untilAsserted(() -> assertThat(timedOut("call")).isEqualTo(2));
    assertThat(timedOut("attempt")).isZero();
    assertThat(retried("call-timeout")).isOne();
    assertThat(retried("timeout")).isZero();
  }

  @Test
  void aFailureThatOnlyHasTheCodeOfATimeOutIsNone() {
    node.probe.body =
        _ -> {
          throw new JobFailedException("timed-out", "says the handler", Retry.AS_PLANNED);
        };
    node.await(submit(2).id());
    assertThat(timedOut("call")).isZero();
    assertThat(timedOut("attempt")).isZero();
    await().untilAsserted(() -> assertThat(retried("failure")).isOne());
    assertThat(retried("timeout")).isZero();
  }

  private Job submit(int maxAttempts) {
    return node.submitter.submit(
        JobRequests.of("probe")
            .mode(ExecutionMode.VIRTUAL_THREADS)
            .retrying(maxAttempts, "1ms")
            .build());
  }

  private double timedOut(String limit) {
    return count(meters.get(JobMetrics.TIMED_OUT).tags("limit", limit, "mode", "virtual-threads"));
  }

  private double retried(String reason) {
    return count(meters.get(JobMetrics.RETRIED).tags("reason", reason, "mode", "virtual-threads"));
  }

  @Test
  void aJobThatCrashedTooOftenIsPoison() {
    Job orphan = NodeFaultsTest.runningJobOf("probe", 1);
    node.bean(JobSubmissions.class)
        .submit(new Submission(null, List.of(orphan), UUID.randomUUID()))
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
    assertThat(node.await(orphan.id()).state()).isEqualTo(JobState.FAILED);
    await().untilAsserted(() -> assertThat(count(meters.get(JobMetrics.POISONED))).isOne());
    await().untilAsserted(() -> assertThat(count(meters.get(JobMetrics.CRASHED))).isOne());
  }

  @Test
  void claimsAndLeasesHaveAnAge() {
    node.await(node.submit(ExecutionMode.THREAD_POOL).id());
    assertThat(meters.get(JobMetrics.CLAIM_SIZE).summary().count()).isPositive();
    assertThat(meters.get(NodeMetrics.CLAIM_AGE).timeGauge().value(TimeUnit.SECONDS))
        .isBetween(0.0, 5.0);
    assertThat(meters.get(NodeMetrics.LEASE_AGE).timeGauge().value(TimeUnit.SECONDS))
        .isBetween(0.0, 3.0);
    assertThat(meters.get(NodeMetrics.LEASE_DURATION).timeGauge().value(TimeUnit.SECONDS))
        .isEqualTo(3);
  }

  private static double count(RequiredSearch meter) {
    return meter.counter().count();
  }
}

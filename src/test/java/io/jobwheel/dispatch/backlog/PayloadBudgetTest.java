package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PayloadBudgetTest {

  @TempDir Path folder;

  @Test
  void whatEndsSaysSoOnceAndOnlyWhenThereWasNoRoom() {
    AtomicLong taken = new AtomicLong(9);
    AtomicInteger rings = new AtomicInteger();
    PayloadBudget budget = new PayloadBudget(taken::get, 10, rings::incrementAndGet);

    assertThat(budget.free()).isOne();
    budget.freed();
    assertThat(rings).hasValue(0);

    taken.set(10);
    assertThat(budget.free()).isZero();
    budget.freed(); // not enough
    assertThat(rings).hasValue(0);
    taken.set(9);
    budget.freed();
    budget.freed();
    assertThat(rings).hasValue(1);
  }

  @Test
  void jobsWhosePayloadsFindNoRoomWaitUntilOthersHaveEnded() {
    String payload = "{" + " ".repeat(1_000) + "}";
    Gate gate = new Gate();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger now = new AtomicInteger();
    // without a poll: the end of an attempt must wake the dispatcher
    try (TestNode node =
        TestNode.startWithPayloads(folder, 2_500, "jobwheel.dispatch.poll-interval=1m")) {
      node.probe.body =
          context -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
              return gate.pass(context);
            } finally {
              now.decrementAndGet();
            }
          };
      node.awaitEmpty(ExecutionMode.VIRTUAL_THREADS);
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        jobs.add(
            node.submitter.submit(
                JobRequests.of("probe")
                    .mode(ExecutionMode.VIRTUAL_THREADS)
                    .payload(payload)
                    .build()));
      }
      assertThat(jobs.subList(0, 3)).allMatch(job -> job.state() == JobState.RUNNING);
      assertThat(jobs.subList(3, 10)).allMatch(job -> job.state() == JobState.QUEUED);
      gate.awaitArrivals(3);
      gate.open();

      jobs.forEach(job -> assertThat(node.await(job.id()).state()).isEqualTo(JobState.SUCCEEDED));
      assertThat(most.get()).isLessThanOrEqualTo(4); // each of several lanes takes at least one
    }
  }
}

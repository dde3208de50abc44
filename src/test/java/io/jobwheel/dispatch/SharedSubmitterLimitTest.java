package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.recovery.SubmitterLimitTest;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.time.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The limit of a submitter applies to all nodes of a database together. */
@Timeout(60)
class SharedSubmitterLimitTest {

  @TempDir Path folder;

  private static final Duration UNTIL_COUNTED_AGAIN = Duration.ofMinutes(1);

  private final TestClock clock = TestClock.atNow(); // of both nodes

  private TestNode here;
  private TestNode there;

  @BeforeEach
  void startBoth() {
    String url = "jobwheel.store.url=" + PostgresServers.newDatabase();
    here = TestNode.start(folder, clock, url);
    there = TestNode.start(folder, clock, url);
  }

  @AfterEach
  void stopBoth() {
    here.close();
    there.close();
  }

  private static boolean schedule(TestNode node, Submitter submitter) {
    try {
      node.submitter.submit(SubmitterLimitTest.scheduled(), submitter);
      return true;
    } catch (NotAdmittedException full) {
      assertThat(full.reason()).isEqualTo(NotAdmittedException.Reason.SUBMITTER_BACKLOG_FULL);
      return false;
    }
  }

  @Test
  void whatWaitsThereCountsHere() {
    Submitter shop = new Submitter("shop", 20L);
    int admitted = 0;
    for (int i = 0; i < 40; i++) {
      admitted += schedule(i % 2 == 0 ? here : there, shop) ? 1 : 0;
    }
    // each node may use a fraction of the room before it counts again: two of twenty
    assertThat(admitted).isBetween(20, 22);
  }

  @Test
  void manyClientsOfBothNodesPassTheLimitByNoMoreThanAPart() throws Exception {
    Submitter crowd = new Submitter("crowd", 160L);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 16; i++) {
        TestNode mine = i % 2 == 0 ? here : there;
        clients.add(
            pool.submit(() -> {
              start.await();
              for (int k = 0; k < 30; k++) {
                schedule(mine, crowd);
              }
              return null;
            }));
      }
      start.countDown();
      for (Future<?> each : clients) {
        each.get(40, TimeUnit.SECONDS);
      }
    }
    // while submits are under way some may be refused early; in the end the limit is reached
    Backlog backlog = here.bean(Backlog.class);
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> {
          while (schedule(here, crowd)) {
            // as many as there is room for
          }
          clock.advance(UNTIL_COUNTED_AGAIN);
          return backlog.waitingOf("crowd") >= 160;
        });
    assertThat(backlog.waitingOf("crowd")).isBetween(160L, 180L);
  }

  @Test
  void whatLeavesThereMakesRoomHereSoon() {
    Submitter shop = new Submitter("shop", 1L);
    Job waiting = here.submitter.submit(SubmitterLimitTest.scheduled(), shop);
    assertThat(schedule(here, shop)).isFalse();
    assertThat(there.canceller.cancel(waiting.id()).state()).isEqualTo(JobState.CANCELLED);
    assertThat(schedule(here, shop)).as("it was counted a moment ago").isFalse();
    clock.advance(UNTIL_COUNTED_AGAIN);
    assertThat(schedule(here, shop)).isTrue();
  }
}

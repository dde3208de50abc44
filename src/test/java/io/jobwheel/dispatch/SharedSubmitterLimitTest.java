package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.PostgresServers;
import java.nio.file.Path;
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

/** The limit of a submitter is one limit for all nodes on a database. */
@Timeout(60)
class SharedSubmitterLimitTest {

  @TempDir Path folder;

  private TestNode here;
  private TestNode there;

  @BeforeEach
  void startBoth() {
    String url = "jobwheel.store.url=" + PostgresServers.newDatabase();
    here = TestNode.start(folder, url);
    there = TestNode.start(folder, url);
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
    // each may have a part of the room in hand that the other does not see: two of twenty
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
    for (int tries = 0; backlog.waitingOf("crowd") < 160; tries++) {
      assertThat(tries).isLessThan(500);
      if (!schedule(here, crowd)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    assertThat(backlog.waitingOf("crowd")).isBetween(160L, 180L);
  }

  @Test
  void whatLeavesThereMakesRoomHereSoon() throws InterruptedException {
    Submitter shop = new Submitter("shop", 1L);
    Job waiting = here.submitter.submit(SubmitterLimitTest.scheduled(), shop);
    assertThat(schedule(here, shop)).isFalse();
    assertThat(there.canceller.cancel(waiting.id()).state()).isEqualTo(JobState.CANCELLED);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!schedule(here, shop)) {
      assertThat(System.nanoTime() - deadline).isNegative();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}

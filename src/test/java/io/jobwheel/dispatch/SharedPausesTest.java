package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.request.pause.JobPauser;
import io.jobwheel.dispatch.request.pause.PauseRequest;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pause on one of two nodes on PostgreSQL is kept by both. */
@Timeout(60)
class SharedPausesTest {

  private static final PauseTarget PROBE = new PauseTarget(PauseKind.TYPE, "probe");
  private static final PauseTarget SHOP = new PauseTarget(PauseKind.SUBMITTER, "shop");
  private static final Submitter SHOPPER = new Submitter("shop", null);

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

  private static Job submit(TestNode node, @Nullable Submitter submitter) {
    return node.submitter.submit(TestNode.probe(ExecutionMode.EVENT_LOOP, 0), submitter);
  }

  private void pauseHere(PauseTarget target, @Nullable Instant until) {
    String end = until == null ? null : until.toString();
    here.bean(JobPauser.class).pause(target, new PauseRequest(null, end), null);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> there.bean(ActivePauses.class).current().covers("probe", "shop"));
  }

  private List<Job> submitToBoth() {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      jobs.add(submit(here, SHOPPER));
      jobs.add(submit(there, SHOPPER));
    }
    return jobs;
  }

  @Test
  void aPauseHereHoldsThereAndItsEndThereIsSeenHere() {
    for (PauseTarget target : List.of(PROBE, SHOP)) {
      pauseHere(target, null);
      List<Job> jobs = submitToBoth();
      assertThat(jobs).extracting(Job::state).containsOnly(JobState.QUEUED);
      Job last = target == SHOP ? submit(there, null) : null;
      if (last != null) {
        assertThat(here.await(last.id()).state()).isEqualTo(JobState.SUCCEEDED);
      }
      assertThat(jobs).allMatch(job -> here.read(job.id()).state() == JobState.QUEUED);
      assertThat(there.bean(JobPauser.class).resume(target)).isTrue();
      jobs.forEach(job -> assertThat(here.await(job.id()).state()).isEqualTo(JobState.SUCCEEDED));
      await().until(() -> !here.bean(ActivePauses.class).current().covers("probe", "shop"));
    }
  }

  @Test
  void aPauseEndsOnAllNodesByTheClockOfTheDatabase() {
    Instant until = Instant.now().plusMillis(1500);
    pauseHere(SHOP, until);
    List<Job> jobs = submitToBoth();
    assertThat(jobs)
        .allSatisfy(job ->
            assertThat(here.await(job.id()).startedAt()).isAfterOrEqualTo(until.minusMillis(5)));
    assertThat(Stream.of(here, there).map(node -> node.bean(Pauses.class).list()))
        .containsOnly(List.of());
  }
}

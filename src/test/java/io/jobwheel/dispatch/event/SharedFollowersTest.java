package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.Gate;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.JobFollower;
import io.jobwheel.dispatch.request.JobFollower.FollowListener;
import io.jobwheel.dispatch.request.JobFollower.Following;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.OutputPortion;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.query.ReadMeter;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job of one node is followed on another. */
@Timeout(60)
class SharedFollowersTest {

  @TempDir Path folder;

  private final Gate gate = new Gate();
  private TestNode here;
  private TestNode there;

  @BeforeEach
  void startBoth() {
    String url = "jobwheel.store.url=" + PostgresServers.newDatabase();
    here = TestNode.start(folder, url);
    there = TestNode.start(folder, url);
    here.probe.body =
        context -> {
          context.print("first");
          gate.pass(context);
          context.print("second");
          return "done";
        };
  }

  @AfterEach
  void stopBoth() {
    gate.open();
    there.close();
    here.close();
  }

  /** Counts the signals. */
  private static final class Signals implements FollowListener {
    final Semaphore changes = new Semaphore(0);
    final Semaphore ends = new Semaphore(0);

    @Override
    public void changed() {
      changes.release();
    }

    @Override
    public void closed() {
      ends.release();
    }

    /** Waits for signals until the condition holds, at most ten seconds from one to the next. */
    void awaitUntil(BooleanSupplier condition) throws InterruptedException {
      while (!condition.getAsBoolean()) {
        assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).as("a signal").isTrue();
      }
    }
  }

  private int prints(Job job) {
    return there
        .bean(JobOutputs.class)
        .after(job.id(), 1, OutputPortion.START, ReadMeter.NONE)
        .prints()
        .size();
  }

  @Test
  void outputAndEndOfAnotherNodesJobAreSignalled() throws Exception {
    Job job = here.submit(ExecutionMode.EVENT_LOOP);
    gate.awaitArrivals(1);
    Signals signals = new Signals();
    try (Following _ = there.bean(JobFollower.class).follow(job.id(), signals)) {
      signals.awaitUntil(() -> prints(job) == 1);
      gate.open();
      signals.awaitUntil(() -> there.read(job.id()).state() == JobState.SUCCEEDED);
      assertThat(prints(job)).isEqualTo(2);
    }
  }

  @Test
  void aNodeThatStopsClosesItsFollowers() throws Exception {
    Signals before = new Signals();
    var _ = there.bean(JobFollower.class).follow(Jobs.newId(), before);
    ChangeFollowers followers = there.bean(ChangeFollowers.class);
    there.close();
    assertThat(before.ends.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    Signals after = new Signals();
    var _ = followers.follow(Jobs.newId(), after);
    assertThat(after.ends.availablePermits()).isEqualTo(1);
  }
}

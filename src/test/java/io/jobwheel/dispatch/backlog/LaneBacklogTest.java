package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.Lane;
import io.jobwheel.job.ExecutionMode;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
@NullUnmarked
class LaneBacklogTest {

  private final Lane anyLane = FakeLanes.ofFourSlots().of(ExecutionMode.THREAD_POOL);
  private final LaneBacklog backlog = new LaneBacklog(anyLane);

  @Test
  void aNewNodeExpectsJobs() {
    assertThat(backlog.mayHaveJobs()).isTrue();
  }

  @Test
  void afterAnEmptyClaimNoJobsAreExpectedUntilSomeAreQueued() {
    backlog.foundEmpty(backlog.arrivals());
    assertThat(backlog.mayHaveJobs()).isFalse();
    backlog.expectJobs();
    assertThat(backlog.mayHaveJobs()).isTrue();
  }

  @Test
  void jobsThatAreQueuedDuringAClaimAreExpected() {
    long mark = backlog.arrivals();
    backlog.expectJobs();
    backlog.foundEmpty(mark);
    assertThat(backlog.mayHaveJobs()).isTrue();
  }

  @Test
  void newJobsStartAtOnceIfAllWaitingJobsHaveSlots() {
    int slots = backlog.lane().slots();
    assertThat(backlog.canStartAtOnce(1)).as("not counted yet").isFalse();
    backlog.counted(1, backlog.mark());
    assertThat(backlog.canStartAtOnce(slots - 1)).isTrue();
    assertThat(backlog.canStartAtOnce(slots)).isFalse();
    backlog.lane().reserve(1);
    assertThat(backlog.canStartAtOnce(slots - 1)).isFalse();
    backlog.foundEmpty(backlog.arrivals());
    assertThat(backlog.canStartAtOnce(slots)).isTrue();
  }

  @Test
  void pausedJobsNeedNoSlotsUntilTheyMayStart() {
    int slots = backlog.lane().slots();
    backlog.counted(slots + 5, backlog.mark());
    long mark = backlog.arrivals();
    backlog.foundPaused(slots + 5);
    backlog.expectJobs(); // a new job was queued during the claim
    assertThat(backlog.admit(1, 100)).isTrue();
    backlog.foundEmpty(mark);
    assertThat(backlog.mayHaveJobs()).isTrue();
    assertThat(backlog.canStartAtOnce(slots - 1)).isTrue();
    assertThat(backlog.canStartAtOnce(slots)).as("the new job needs one").isFalse();
    backlog.expectAll();
    assertThat(backlog.canStartAtOnce(1)).as("at the end of a pause").isFalse();
    backlog.foundPaused(slots + 6);
    assertThat(backlog.canStartAtOnce(slots)).isTrue();
    backlog.cancelled();
    assertThat(backlog.canStartAtOnce(1)).as("it may have been another").isFalse();
  }

  @Test
  void theBacklogIsBounded() {
    assertThat(backlog.admit(3, 5)).isTrue();
    assertThat(backlog.admit(3, 5)).isFalse();
    assertThat(backlog.waiting()).isEqualTo(3);
    assertThat(backlog.admit(2, 5)).isTrue();
    backlog.left(5);
    assertThat(backlog.waiting()).isZero();
    backlog.counted(4, backlog.mark());
    assertThat(backlog.admit(2, 5)).isFalse();
    backlog.requeued(); // even beyond the limit
    backlog.requeued();
    assertThat(backlog.waiting()).isEqualTo(6);
  }

  @Test
  void aCountKeepsWhatHasChangedSinceItBegan() {
    backlog.counted(10, backlog.mark());
    long mark = backlog.mark();
    assertThat(backlog.admit(5, 100)).isTrue();
    backlog.left(2);
    backlog.counted(7, mark); // the store had three jobs less than this node knew
    assertThat(backlog.waiting()).isEqualTo(10);
  }

  @Test
  void aCountKeepsJobsWhoseWriteHadNotEnded() {
    backlog.writing(200);
    assertThat(backlog.admit(200, 200)).isTrue();
    long mark = backlog.mark();
    backlog.written(200); // after the store was read
    backlog.counted(0, mark);
    assertThat(backlog.waiting()).isEqualTo(200);
    assertThat(backlog.admit(1, 200)).isFalse();
    backlog.counted(200, backlog.mark());
    assertThat(backlog.waiting()).isEqualTo(200);
  }
}

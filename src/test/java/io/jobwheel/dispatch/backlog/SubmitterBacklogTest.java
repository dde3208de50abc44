package io.jobwheel.dispatch.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node's count of the waiting jobs of one submitter. */
@Timeout(30)
class SubmitterBacklogTest {

  private static final Duration EVERY = Duration.ofSeconds(5);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10); // a steady clock may wrap
  private final AtomicLong stored = new AtomicLong();
  private final AtomicInteger counts = new AtomicInteger();
  private volatile Runnable duringCount = () -> {};

  private SubmitterBacklog newBacklog(boolean shared) {
    return new SubmitterBacklog(
        () -> {
          counts.incrementAndGet();
          long found = stored.get();
          duringCount.run();
          return found;
        },
        new SubmitterBacklog.CountOptions(EVERY, shared, Duration.ofSeconds(10), now::get));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private boolean admitAndStore(SubmitterBacklog backlog, int jobs, long limit) {
    if (!backlog.admit(jobs, limit)) {
      return false;
    }
    stored.addAndGet(jobs);
    backlog.stored(jobs);
    return true;
  }

  @Test
  void theStoreIsCountedBeforeTheFirstAdmission() {
    stored.set(8);
    SubmitterBacklog restarted = newBacklog(false);
    assertThat(restarted.room(10)).isEmpty();
    assertThat(admitAndStore(restarted, 3, 10)).isFalse();
    assertThat(admitAndStore(restarted, 2, 10)).isTrue();
    assertThat(admitAndStore(restarted, 1, 10)).isFalse();
    assertThat(restarted.room(10)).hasValue(0);
    assertThat(counts).hasValue(1);
  }

  @Test
  void jobsThatLeaveOrWereNotStoredFreeRoom() {
    SubmitterBacklog backlog = newBacklog(false);
    assertThat(backlog.admit(5, 5)).isTrue();
    backlog.notStored(5);
    assertThat(admitAndStore(backlog, 5, 5)).isTrue();
    backlog.left(2);
    assertThat(backlog.room(5)).hasValue(2);
    assertThat(backlog.admit(2, 5)).isTrue();
    assertThat(counts).hasValue(1);
  }

  @Test
  void aRequeuedJobCountsRegardlessOfTheLimit() {
    SubmitterBacklog backlog = newBacklog(false);
    assertThat(admitAndStore(backlog, 2, 2)).isTrue();
    backlog.requeued();
    assertThat(backlog.waiting()).isEqualTo(3);
    assertThat(backlog.room(2)).hasValue(0);
    backlog.left(1);
    assertThat(backlog.admit(1, 2)).isFalse();
  }

  @Test
  void aLimitOfZeroAdmitsNoJob() {
    assertThat(newBacklog(false).admit(1, 0)).isFalse();
  }

  @Test
  void anOldCountIsRepeatedAtTheNextAdmission() {
    SubmitterBacklog backlog = newBacklog(false);
    assertThat(admitAndStore(backlog, 1, 10)).isTrue();
    stored.set(9); // by other nodes, or a drift
    pass(EVERY.minusNanos(1));
    assertThat(admitAndStore(backlog, 1, 10)).isTrue();
    assertThat(backlog.waiting()).isEqualTo(2);
    pass(Duration.ofNanos(1));
    assertThat(admitAndStore(backlog, 1, 10)).isFalse();
    assertThat(counts).hasValue(2);
  }

  @Test
  void aFullBacklogIsCountedOnceASecond() {
    stored.set(10);
    SubmitterBacklog backlog = newBacklog(false);
    assertThat(backlog.admit(1, 10)).isFalse();
    stored.set(3);
    for (int i = 0; i < 100; i++) {
      assertThat(backlog.admit(1, 10)).isFalse();
    }
    assertThat(counts).hasValue(1);
    pass(Duration.ofSeconds(1));
    assertThat(backlog.admit(7, 10)).isTrue();
    assertThat(counts).hasValue(2);
  }

  @Test
  void aSlowCountIsMadeLessOften() {
    stored.set(10);
    duringCount = () -> pass(Duration.ofMillis(200));
    SubmitterBacklog backlog = newBacklog(false);
    assertThat(backlog.admit(1, 10)).isFalse();
    pass(Duration.ofMillis(200L * BacklogMonitor.SHARE - 1));
    assertThat(backlog.admit(1, 10)).isFalse();
    assertThat(counts).hasValue(1);
    pass(Duration.ofMillis(1));
    assertThat(backlog.admit(1, 10)).isFalse();
    assertThat(counts).hasValue(2);
  }

  @Test
  void jobsInFlightDuringACountAreNotMissed() {
    SubmitterBacklog backlog = newBacklog(false);
    assertThat(backlog.admit(3, 10)).isTrue(); // not in the stored yet
    pass(EVERY);
    assertThat(backlog.admit(7, 10)).isTrue();
    assertThat(backlog.admit(1, 10)).isFalse();
    assertThat(backlog.waiting()).isEqualTo(10);
  }

  @Test
  void jobsRequeuedDuringACountAreNotMissed() {
    SubmitterBacklog backlog = newBacklog(false);
    duringCount = backlog::requeued;
    assertThat(backlog.admit(1, 10)).isTrue();
    assertThat(backlog.waiting()).isEqualTo(2);
  }

  @Test
  void aFailedCountAdmitsNoJobAndIsRepeated() {
    SubmitterBacklog backlog = newBacklog(false);
    duringCount =
        () -> {
          throw new StoreUnavailableException("away");
        };
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> backlog.admit(1, 5));
    assertThat(backlog.room(5)).isEmpty();
    duringCount = () -> {};
    assertThat(backlog.admit(5, 5)).isTrue();
  }

  @Test
  void whereOthersAdmitTooOnlyAPartIsUsedBeforeTheNextCount() {
    SubmitterBacklog backlog = newBacklog(true);
    for (int i = 0; i < 100; i++) {
      assertThat(admitAndStore(backlog, 1, 800)).isTrue();
    }
    assertThat(counts).hasValue(1);
    stored.set(800); // by other nodes
    assertThat(admitAndStore(backlog, 1, 800)).as("one more than an eighth of 800").isFalse();
    assertThat(counts).hasValue(2);
  }

  @Test
  void whereOthersAdmitTooAGroupThatIsMoreThanThePartIsCountedJustBefore() {
    SubmitterBacklog backlog = newBacklog(true);
    assertThat(admitAndStore(backlog, 1, 800)).isTrue();
    stored.set(500);
    assertThat(admitAndStore(backlog, 301, 800)).isFalse();
    assertThat(admitAndStore(backlog, 300, 800)).isTrue();
  }

  @Test
  void severalNodesFillTheirCommonLimitAndPassItByLessThanEachOthersParts() {
    long limit = 1000;
    List<SubmitterBacklog> nodes = List.of(newBacklog(true), newBacklog(true), newBacklog(true));
    int refusals = 0;
    for (int i = 0; refusals < nodes.size(); i++) {
      refusals = admitAndStore(nodes.get(i % nodes.size()), 1, limit) ? 0 : refusals + 1;
    }
    assertThat(stored.get()).isBetween(limit, limit + (nodes.size() - 1) * limit / 8);
    assertThat(counts.get()).as("counts for a thousand jobs").isLessThan(200);
  }

  @Test
  void threadsThatComeAtOnceNeverPassTheLimit() throws Exception {
    int threads = 32;
    long limit = 100;
    stored.set(37);
    SubmitterBacklog backlog = newBacklog(false);
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger admitted = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(() -> {
              start.await();
              for (int k = 0; k < 50; k++) {
                if (backlog.admit(1, limit)) {
                  admitted.incrementAndGet();
                  backlog.stored(1);
                }
              }
              return null;
            }));
      }
      start.countDown();
      for (Future<?> each : all) {
        each.get(20, TimeUnit.SECONDS);
      }
    }
    assertThat(admitted).hasValue(63);
    assertThat(counts).hasValue(1);
  }
}

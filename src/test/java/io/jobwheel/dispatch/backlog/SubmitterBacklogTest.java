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

/** The waiting jobs of one submitter, as a node believes them to be. */
@Timeout(30)
class SubmitterBacklogTest {

  private static final Duration EVERY = Duration.ofSeconds(5);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10); // a steady clock may wrap
  private final AtomicLong registry = new AtomicLong();
  private final AtomicInteger counts = new AtomicInteger();
  private volatile Runnable duringCount = () -> {};

  private SubmitterBacklog line(boolean shared) {
    return new SubmitterBacklog(
        () -> {
          counts.incrementAndGet();
          long found = registry.get();
          duringCount.run();
          return found;
        },
        new SubmitterBacklog.Terms(EVERY, shared, Duration.ofSeconds(10), now::get));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private boolean admitAndStore(SubmitterBacklog line, int jobs, long limit) {
    if (!line.admit(jobs, limit)) {
      return false;
    }
    registry.addAndGet(jobs);
    line.stored(jobs);
    return true;
  }

  @Test
  void whatTheRegistryHoldsIsCountedBeforeTheFirstIsAdmitted() {
    registry.set(8);
    SubmitterBacklog restarted = line(false);
    assertThat(restarted.room(10)).isEmpty();
    assertThat(admitAndStore(restarted, 3, 10)).isFalse();
    assertThat(admitAndStore(restarted, 2, 10)).isTrue();
    assertThat(admitAndStore(restarted, 1, 10)).isFalse();
    assertThat(restarted.room(10)).hasValue(0);
    assertThat(counts).hasValue(1);
  }

  @Test
  void roomComesBackWithWhatLeavesAndWithWhatWasNotStored() {
    SubmitterBacklog line = line(false);
    assertThat(line.admit(5, 5)).isTrue();
    line.notStored(5);
    assertThat(admitAndStore(line, 5, 5)).isTrue();
    line.left(2);
    assertThat(line.room(5)).hasValue(2);
    assertThat(line.admit(2, 5)).isTrue();
    assertThat(counts).hasValue(1);
  }

  @Test
  void aJobThatComesBackCountsWhateverTheLimit() {
    SubmitterBacklog line = line(false);
    assertThat(admitAndStore(line, 2, 2)).isTrue();
    line.cameBack();
    assertThat(line.waiting()).isEqualTo(3);
    assertThat(line.room(2)).hasValue(0);
    line.left(1);
    assertThat(line.admit(1, 2)).isFalse();
  }

  @Test
  void aLimitOfZeroLetsNobodyWait() {
    assertThat(line(false).admit(1, 0)).isFalse();
  }

  @Test
  void anOldCountIsMadeAnewWhenSomebodyComes() {
    SubmitterBacklog line = line(false);
    assertThat(admitAndStore(line, 1, 10)).isTrue();
    registry.set(9); // others, or a drift
    pass(EVERY.minusNanos(1));
    assertThat(admitAndStore(line, 1, 10)).isTrue();
    assertThat(line.waiting()).isEqualTo(2);
    pass(Duration.ofNanos(1));
    assertThat(admitAndStore(line, 1, 10)).isFalse();
    assertThat(counts).hasValue(2);
  }

  @Test
  void aFullLineIsCountedOnceASecond() {
    registry.set(10);
    SubmitterBacklog line = line(false);
    assertThat(line.admit(1, 10)).isFalse();
    registry.set(3);
    for (int i = 0; i < 100; i++) {
      assertThat(line.admit(1, 10)).isFalse();
    }
    assertThat(counts).hasValue(1);
    pass(Duration.ofSeconds(1));
    assertThat(line.admit(7, 10)).isTrue();
    assertThat(counts).hasValue(2);
  }

  @Test
  void aSlowCountIsMadeSeldom() {
    registry.set(10);
    duringCount = () -> pass(Duration.ofMillis(200));
    SubmitterBacklog line = line(false);
    assertThat(line.admit(1, 10)).isFalse();
    pass(Duration.ofMillis(200L * BacklogMonitor.SHARE - 1));
    assertThat(line.admit(1, 10)).isFalse();
    assertThat(counts).hasValue(1);
    pass(Duration.ofMillis(1));
    assertThat(line.admit(1, 10)).isFalse();
    assertThat(counts).hasValue(2);
  }

  @Test
  void whatIsOnItsWayDuringACountIsNotForgotten() {
    SubmitterBacklog line = line(false);
    assertThat(line.admit(3, 10)).isTrue(); // not in the registry yet
    pass(EVERY);
    assertThat(line.admit(7, 10)).isTrue();
    assertThat(line.admit(1, 10)).isFalse();
    assertThat(line.waiting()).isEqualTo(10);
  }

  @Test
  void whatComesDuringACountIsNotForgotten() {
    SubmitterBacklog line = line(false);
    duringCount = line::cameBack;
    assertThat(line.admit(1, 10)).isTrue();
    assertThat(line.waiting()).isEqualTo(2);
  }

  @Test
  void aCountThatFailsAdmitsNobodyAndTheNextOneMayTry() {
    SubmitterBacklog line = line(false);
    duringCount =
        () -> {
          throw new StoreUnavailableException("away");
        };
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> line.admit(1, 5));
    assertThat(line.room(5)).isEmpty();
    duringCount = () -> {};
    assertThat(line.admit(5, 5)).isTrue();
  }

  @Test
  void whereOthersAdmitTooOnlyAPartIsUsedBeforeTheNextCount() {
    SubmitterBacklog line = line(true);
    for (int i = 0; i < 100; i++) {
      assertThat(admitAndStore(line, 1, 800)).isTrue();
    }
    assertThat(counts).hasValue(1);
    registry.set(800); // what others did meanwhile
    assertThat(admitAndStore(line, 1, 800)).as("one more than an eighth of 800").isFalse();
    assertThat(counts).hasValue(2);
  }

  @Test
  void whereOthersAdmitTooAGroupThatIsMoreThanThePartIsCountedJustBefore() {
    SubmitterBacklog line = line(true);
    assertThat(admitAndStore(line, 1, 800)).isTrue();
    registry.set(500);
    assertThat(admitAndStore(line, 301, 800)).isFalse();
    assertThat(admitAndStore(line, 300, 800)).isTrue();
  }

  @Test
  void severalNodesFillTheirCommonLimitAndPassItByLessThanEachOthersParts() {
    long limit = 1000;
    List<SubmitterBacklog> nodes = List.of(line(true), line(true), line(true));
    int refusals = 0;
    for (int i = 0; refusals < nodes.size(); i++) {
      refusals = admitAndStore(nodes.get(i % nodes.size()), 1, limit) ? 0 : refusals + 1;
    }
    assertThat(registry.get()).isBetween(limit, limit + (nodes.size() - 1) * limit / 8);
    assertThat(counts.get()).as("counts for a thousand jobs").isLessThan(200);
  }

  @Test
  void threadsThatComeAtOnceNeverPassTheLimit() throws Exception {
    int threads = 32;
    long limit = 100;
    registry.set(37);
    SubmitterBacklog line = line(false);
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger admitted = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(() -> {
              start.await();
              for (int k = 0; k < 50; k++) {
                if (line.admit(1, limit)) {
                  admitted.incrementAndGet();
                  line.stored(1);
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

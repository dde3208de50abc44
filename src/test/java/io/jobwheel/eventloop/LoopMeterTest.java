package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopMeterTest {

  private static final long SECOND = 1_000_000_000;

  private static double utilization(LoopMeter meter, long now) {
    return meter.read("test", now, 0, 0).utilization();
  }

  @Test
  void aLoopThatNeverRanIsIdle() {
    LoopMeter meter = new LoopMeter(0);
    assertThat(utilization(meter, 0)).isZero();
    assertThat(utilization(meter, 5 * SECOND)).isZero();
    assertThat(utilization(meter, 5000 * SECOND)).isZero();
  }

  @Test
  void aLoopThatIsBusyAllTheTimeIsFullyUsedAlsoWhileItsOnlyStepIsUnderWay() {
    LoopMeter meter = new LoopMeter(0);
    meter.idleEnded(0);
    assertThat(utilization(meter, 1)).isEqualTo(1);
    assertThat(utilization(meter, 5 * SECOND)).isEqualTo(1);
    assertThat(utilization(meter, 5000 * SECOND)).isEqualTo(1);
  }

  /** Origins of a nanosecond clock: it may be negative, and close to a slot's edge. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, -7 * SECOND, -1_000_000 * SECOND, 1L << 30, (1L << 30) - 1})
  void utilizationIsTheBusyShareOfTheLastTenSeconds(long origin) {
    LoopMeter meter = new LoopMeter(origin);
    long now = origin;
    for (int i = 0; i < 300; i++) { // 25 ms busy, 75 ms idle
      meter.idleEnded(now);
      now += SECOND / 40;
      meter.idleStarted(now);
      now += 3 * SECOND / 40;
    }
    assertThat(utilization(meter, now)).isEqualTo(0.25, within(0.01));
  }

  @Test
  void theWindowForgets() {
    LoopMeter meter = new LoopMeter(0);
    meter.idleEnded(0);
    meter.idleStarted(100 * SECOND);
    assertThat(utilization(meter, 100 * SECOND)).isEqualTo(1, within(0.001));
    assertThat(utilization(meter, 105 * SECOND)).isEqualTo(0.5, within(0.06));
    assertThat(utilization(meter, 111 * SECOND)).isZero();
  }

  @Test
  void idlenessForHoursCountsForTheWindowOnly() {
    LoopMeter meter = new LoopMeter(0);
    long now = 10 * 3600 * SECOND;
    meter.idleEnded(now);
    assertThat(utilization(meter, now)).isZero();
    assertThat(utilization(meter, now + 5 * SECOND)).isEqualTo(0.5, within(0.06));
    assertThat(utilization(meter, now + 11 * SECOND)).isEqualTo(1);
  }

  @Test
  void aYoungLoopIsMeasuredFromItsBirth() {
    long birth = 17 * SECOND + 123;
    LoopMeter meter = new LoopMeter(birth);
    meter.idleEnded(birth + SECOND / 2);
    assertThat(utilization(meter, birth + SECOND)).isEqualTo(0.5, within(0.001));
  }

  @Test
  void delaysAndStepsFallIntoTheirBuckets() {
    LoopMeter meter = new LoopMeter(0);
    meter.stepStarted(0, 1000);
    meter.stepEnded(1000, 1000 + 5000);
    meter.stepStarted(7000, 6000); // a clock of two threads may seem to go back
    meter.stepEnded(6000, 6000 + 100 * SECOND);
    LoopStats stats = meter.read("test", 0, 0, 0);
    assertThat(stats.delay().counts().getFirst()).isEqualTo(2);
    assertThat(stats.delay().sumNanos()).isEqualTo(1000);
    assertThat(stats.step().counts().get(Histogram.bucketOf(5000))).isEqualTo(1);
    assertThat(stats.step().counts().getLast()).isEqualTo(1);
    assertThat(stats.step().count()).isEqualTo(2);
    assertThat(stats.step().sumNanos()).isEqualTo(5000 + 100 * SECOND);
  }

  @Test
  void readersSeeNothingImpossibleWhileTheLoopWrites() {
    LoopMeter meter = new LoopMeter(0);
    AtomicBoolean end = new AtomicBoolean();
    CompletableFuture<Void> writer =
        LoopTest.elsewhere(() -> {
          for (long now = 0; !end.get(); now += 2_000_000) {
            meter.idleEnded(now);
            meter.stepStarted(now, now);
            meter.stepEnded(now, now + 1_000_000);
            meter.idleStarted(now + 1_000_000);
          }
        });
    long before = 0;
    for (int i = 0; i < 20_000; i++) {
      LoopStats stats = meter.read("test", i * 1_000_000L, 0, 0);
      assertThat(stats.utilization()).isBetween(0.0, 1.0);
      assertThat(stats.step().count()).isGreaterThanOrEqualTo(before);
      before = stats.step().count();
    }
    end.set(true);
    writer.join();
  }
}

package io.jobwheel.dispatch.fleet;

import static io.jobwheel.store.query.NodeStatus.LaneUtilization.INTERVAL;
import static io.jobwheel.store.query.NodeStatus.LaneUtilization.MAX_SAMPLES;
import static io.jobwheel.store.query.NodeStatus.LaneUtilization.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.query.NodeStatus.LaneUtilization;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples of a lane, on a clock that the test moves. */
class UtilizationHistoryTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final UtilizationHistory history = new UtilizationHistory(clock, clock.read());

  /** Reads once a second. */
  private void read(double share, int seconds) {
    for (int i = 0; i < seconds; i++) {
      history.add(share);
      clock.advance(SECOND);
    }
  }

  private List<Integer> percent() {
    return history.samples().percent();
  }

  @Test
  void thereIsNoSampleBeforeTheFirstWindowIsOver() {
    assertThat(history.samples()).isEqualTo(LaneUtilization.EMPTY);
    read(1, 9);
    clock.advance(SECOND.minusNanos(1));
    assertThat(history.samples()).isEqualTo(LaneUtilization.EMPTY);
    clock.advance(Duration.ofNanos(1));
    assertThat(history.samples()).isEqualTo(new LaneUtilization(Duration.ZERO, List.of(100)));
  }

  @Test
  void eachSampleIsTheAverageOfItsWindow() {
    read(0.25, 5);
    read(0.75, 5);
    read(1, 10);
    read(0, 10);
    read(0.5, 3);
    assertThat(history.samples())
        .isEqualTo(new LaneUtilization(Duration.ofSeconds(3), List.of(50, 100, 0)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.0001, 1", "0.004, 1", "0.016, 2", "0.994, 99", "1, 100", "1.5, 100"})
  void aSampleIsZeroOnlyIfNoSlotWasInUseAndNeverMoreThanAHundred(double share, int percent) {
    read(share, 10);
    assertThat(percent()).containsExactly(percent);
  }

  @Test
  void oneShortUseIsVisible() {
    read(0, 9);
    read(0.001, 1);
    assertThat(percent()).containsExactly(1);
  }

  @Test
  void windowsWithoutAReadingHaveNoValueAndTheOthersKeepTheirPlace() {
    read(0.5, 10);
    clock.advance(INTERVAL.multipliedBy(3));
    read(1, 10);
    assertThat(percent()).containsExactly(50, NONE, NONE, NONE, 100);
  }

  @Test
  void aReaderSeesThatReadingsHaveStopped() {
    read(0.5, 10);
    clock.advance(Duration.ofSeconds(27));
    assertThat(history.samples())
        .isEqualTo(new LaneUtilization(Duration.ofSeconds(7), List.of(50, NONE, NONE)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 88, 89, 90, 91, 5000, 1_000_000})
  void nothingIsOlderThanFifteenMinutesAfterAPause(int windows) {
    read(1, 10);
    clock.advance(INTERVAL.multipliedBy(windows));
    List<Integer> expected = new ArrayList<>(List.of(100));
    expected.addAll(Collections.nCopies(Math.min(windows, MAX_SAMPLES), NONE));
    assertThat(percent())
        .isEqualTo(expected.subList(Math.max(0, expected.size() - MAX_SAMPLES), expected.size()));
  }

  @Test
  void theOldestOfMoreThanNinetySamplesIsDropped() {
    List<Integer> all = new ArrayList<>();
    for (int window = 0; window < MAX_SAMPLES + 7; window++) {
      int percent = window % 101;
      read(percent / 100.0, 10);
      all.add(percent);
    }
    assertThat(percent()).hasSize(90).isEqualTo(all.subList(7, all.size()));
  }

  @Test
  void aCorrectionOfTheTimeOfDayChangesNothing() {
    read(0.5, 5);
    clock.jump(Duration.ofDays(-1));
    read(0.5, 10);
    clock.jump(Duration.ofDays(2));
    read(0.5, 5);
    assertThat(percent()).containsExactly(50, 50);
  }

  @Test
  void steadyTimeThatGoesBackBeginsTheWindowAnewAndLosesNoSample() {
    AtomicLong now = new AtomicLong(1_000);
    UtilizationHistory backwards = new UtilizationHistory(now::get, now.get());
    backwards.add(0.2);
    now.addAndGet(INTERVAL.toNanos());
    backwards.add(0.4);
    now.addAndGet(-Duration.ofHours(1).toNanos());
    backwards.add(0.8);
    assertThat(backwards.samples()).isEqualTo(new LaneUtilization(Duration.ZERO, List.of(20)));
    now.addAndGet(INTERVAL.toNanos());
    assertThat(backwards.samples()).isEqualTo(new LaneUtilization(Duration.ZERO, List.of(20, 60)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aRandomSequenceIsSampledAsByAModel(long seed) {
    Random random = new Random(seed);
    List<List<Integer>> windows = new ArrayList<>(List.of(new ArrayList<>()));
    long millis = 0;
    for (int step = 0; step < 3000; step++) {
      long pause = random.nextInt(50) == 0 ? random.nextInt(60_000) : random.nextInt(1_500);
      millis += pause;
      clock.advance(Duration.ofMillis(pause));
      while (windows.size() <= millis / INTERVAL.toMillis()) {
        windows.add(new ArrayList<>());
      }
      if (random.nextInt(20) > 0) {
        int quarters = random.nextInt(5);
        history.add(quarters / 4.0);
        windows.getLast().add(quarters);
      } else {
        int last = windows.size() - 1;
        List<Integer> expected =
            windows.subList(Math.max(0, last - MAX_SAMPLES), last).stream()
                .map(UtilizationHistoryTest::percentOf)
                .toList();
        assertThat(percent()).as("step %d", step).isEqualTo(expected);
      }
    }
  }

  /** Returns the average of quarters in percent, rounded half up, without floating point. */
  private static int percentOf(List<Integer> quarters) {
    int readings = quarters.size();
    int hundredths = 25 * quarters.stream().mapToInt(Integer::intValue).sum();
    return readings == 0 ? NONE : (2 * hundredths + readings) / (2 * readings);
  }
}

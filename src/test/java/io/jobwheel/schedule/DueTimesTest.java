package io.jobwheel.schedule;

import static io.jobwheel.schedule.TestDefinition.NOON;
import static io.jobwheel.schedule.TestDefinition.every;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DueTimesTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static DueTimes times(TestDefinition definition) {
    return new DueTimes("report", definition.build());
  }

  @Test
  void theFirstTimeIsLaterThanTheMoment() {
    DueTimes times = times(every(HOUR));

    assertThat(times.next(NOON)).contains(NOON.plus(HOUR));
    assertThat(times.next(NOON.minusNanos(1_000))).contains(NOON);
  }

  @Test
  void theStartIsTheFirstTimeAndTheAnchor() {
    Instant start = NOON.plus(Duration.ofMinutes(7));
    DueTimes times = times(every(HOUR).startAt(start));

    assertThat(times.next(NOON, 2)).containsExactly(start, start.plus(HOUR));
    assertThat(times.next(start)).contains(start.plus(HOUR));
  }

  @Test
  void aCronHasNoTimeBeforeItsStart() {
    DueTimes times =
        times(TestDefinition.cron("0 * * * *").startAt(NOON.plus(Duration.ofMinutes(90))));

    assertThat(times.next(NOON)).contains(NOON.plus(Duration.ofHours(2)));
  }

  @Test
  void theEndIsTheLastTime() {
    DueTimes times = times(every(HOUR).endAt(NOON.plus(HOUR)));

    assertThat(times.next(NOON, 5)).containsExactly(NOON.plus(HOUR));
    assertThat(times.next(NOON.plus(HOUR))).isEmpty();
  }

  @Test
  void anIntervalHasItsBeginAndNotItsEnd() {
    DueTimes times = times(every(HOUR));

    assertThat(times.between(NOON, NOON.plus(HOUR.multipliedBy(2)), 9))
        .containsExactly(NOON, NOON.plus(HOUR));
    assertThat(times.between(NOON, NOON.plus(HOUR.multipliedBy(9)), 3)).hasSize(3);
    assertThat(times.between(NOON, NOON, 3)).isEmpty();
  }

  @Test
  void withoutJitterAJobIsSubmittedWhenItIsDue() {
    assertThat(times(every(HOUR)).fireAt(NOON)).isEqualTo(NOON);
  }

  @Test
  void theJitterOfATimeIsConstantAndLessThanTheGreatest() {
    Set<Instant> different = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Instant due = NOON.plus(HOUR.multipliedBy(i));

      Instant fire = times(every(HOUR).jitter(MINUTE)).fireAt(due);

      assertThat(fire).isEqualTo(times(every(HOUR).jitter(MINUTE)).fireAt(due));
      assertThat(fire).isAfterOrEqualTo(due).isBefore(due.plus(MINUTE));
      assertThat(fire.getNano() % 1_000).isZero();
      different.add(fire.minusSeconds(due.getEpochSecond()));
    }
    assertThat(different).hasSizeGreaterThan(990);
  }

  @Test
  void schedulesOfDifferentNamesHaveDifferentJitters() {
    ScheduleDefinition definition = every(HOUR).jitter(MINUTE).build();

    assertThat(new DueTimes("a", definition).fireAt(NOON))
        .isNotEqualTo(new DueTimes("b", definition).fireAt(NOON));
  }
}

package io.jobwheel.schedule;

import static io.jobwheel.schedule.TestDefinition.NOON;
import static io.jobwheel.schedule.TestDefinition.every;
import static io.jobwheel.store.schedule.FireOutcome.FIRED;
import static io.jobwheel.store.schedule.FireOutcome.MISSED;
import static io.jobwheel.store.schedule.FireOutcome.REFUSED;
import static io.jobwheel.store.schedule.FireOutcome.SKIPPED;
import static io.jobwheel.store.schedule.FireOutcome.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.schedule.FireDecision.Decided;
import io.jobwheel.store.schedule.FireOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FireDecisionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration OUTAGE = Duration.ofHours(3);

  /** A schedule whose first due time is at noon, and what it has decided so far. */
  private static final class Decisions {

    private final ScheduleDefinition definition;
    private final DueTimes times;
    private final Map<FireOutcome, Long> counts = new EnumMap<>(FireOutcome.class);
    private final List<Decided> decided = new ArrayList<>();
    private @Nullable Instant next;
    private List<Instant> waiting = List.of();
    private boolean runs;
    private boolean cancelsOthers;
    private long fired;
    private int passes;
    private Predicate<Instant> submits = _ -> true;

    Decisions(TestDefinition definition) {
      this.definition = definition.build();
      times = new DueTimes("report", this.definition);
      next = times.next(NOON.minusNanos(1)).orElse(null);
    }

    /** Sets whether a job has not ended. */
    Decisions runs(boolean value) {
      runs = value;
      return this;
    }

    Decisions waiting(Instant... due) {
      waiting = List.of(due);
      return this;
    }

    /** Decides once; jobs that it submits run from then on. */
    Decisions decide(Instant now) {
      FireDecision decision =
          new FireDecision(definition, times, now, next, waiting, runs, fired, submits);
      decision.decide();
      passes++;
      decided.addAll(decision.decided());
      decision.decided().forEach(each -> counts.merge(each.outcome(), 1L, Long::sum));
      counts.merge(MISSED, decision.unlisted(), Long::sum);
      boolean fires = decision.decided().stream().anyMatch(each -> each.outcome() == FIRED);
      runs |= fires;
      fired += decision.decided().stream().filter(each -> each.outcome() == FIRED).count();
      next = decision.next();
      waiting = decision.waiting();
      cancelsOthers |= decision.cancelsOthers();
      return this;
    }

    /** Decides until nothing is due. */
    Decisions decideAll(Instant now) {
      do {
        decide(now);
      } while (next != null && !times.fireAt(next).isAfter(now));
      return this;
    }

    /** Returns the minutes after noon of the due times with an outcome. */
    List<Long> minutes(FireOutcome outcome) {
      return decided.stream()
          .filter(each -> each.outcome() == outcome)
          .map(each -> Duration.between(NOON, each.dueAt()).toMinutes())
          .toList();
    }

    long count(FireOutcome outcome) {
      return counts.getOrDefault(outcome, 0L);
    }
  }

  private static Instant minute(long minutes) {
    return NOON.plus(MINUTE.multipliedBy(minutes));
  }

  private static Decisions with(Overlap overlap) {
    return new Decisions(every(MINUTE).overlap(overlap));
  }

  @Test
  void nothingIsDecidedBeforeATimeIsDue() {
    Decisions early = with(Overlap.SKIP).decide(NOON.minusNanos(1_000));

    assertThat(early.decided).isEmpty();
    assertThat(early.next).isEqualTo(NOON);
  }

  @ParameterizedTest
  @EnumSource
  void aTimeFiresIfNoJobRuns(Overlap overlap) {
    Decisions one = with(overlap).decide(NOON);

    assertThat(one.decided).containsExactly(new Decided(NOON, FIRED, null));
    assertThat(one.next).isEqualTo(minute(1));
    assertThat(one.cancelsOthers).isFalse();
    assertThat(one.waiting).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP, SKIPPED, false, 0",
    "QUEUE_ONE, WAITING, false, 1",
    "QUEUE_ALL, WAITING, false, 1",
    "CANCEL_OTHER, FIRED, true, 0",
    "ALLOW, FIRED, false, 0"
  })
  void anOverlapIsDecidedAsTheDefinitionSays(
      Overlap overlap, FireOutcome outcome, boolean cancels, int waiting) {
    Decisions one = with(overlap).runs(true).decide(NOON);

    assertThat(one.decided).extracting(Decided::outcome).containsExactly(outcome);
    assertThat(one.decided.getFirst().reason() == null).isEqualTo(outcome == FIRED);
    assertThat(one.cancelsOthers).isEqualTo(cancels);
    assertThat(one.waiting).hasSize(waiting);
    assertThat(one.next).isEqualTo(minute(1));
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP, SKIPPED, 1",
    "QUEUE_ONE, SKIPPED, 1",
    "QUEUE_ALL, WAITING, 2",
    "CANCEL_OTHER, FIRED, 1",
    "ALLOW, FIRED, 1"
  })
  void aTimeIsDecidedWhileAnotherWaits(Overlap overlap, FireOutcome outcome, int waiting) {
    Instant waits = NOON.minus(MINUTE);

    Decisions one = with(overlap).runs(true).waiting(waits).decide(NOON);

    assertThat(one.decided).extracting(Decided::outcome).containsExactly(outcome);
    assertThat(one.waiting).hasSize(waiting).startsWith(waits);
  }

  @ParameterizedTest
  @CsvSource({"SKIP, SKIPPED", "QUEUE_ONE, WAITING", "QUEUE_ALL, WAITING", "ALLOW, FIRED"})
  void theTimeThatWaitsFiresFirstWhenNoJobRuns(Overlap overlap, FireOutcome ofTheOther) {
    Instant waits = NOON.minus(MINUTE);

    Decisions one = with(overlap).waiting(waits).decide(NOON);

    assertThat(one.decided)
        .extracting(Decided::dueAt, Decided::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(waits, FIRED),
            org.assertj.core.groups.Tuple.tuple(NOON, ofTheOther));
  }

  @Test
  void onlyOneOfTheTimesThatWaitFires() {
    Decisions one =
        with(Overlap.QUEUE_ALL).waiting(minute(-2), minute(-1)).decide(NOON.minusNanos(1_000));

    assertThat(one.minutes(FIRED)).containsExactly(-2L);
    assertThat(one.waiting).containsExactly(minute(-1));
    assertThat(one.next).isEqualTo(NOON);
  }

  @Test
  void noMoreThanTheLimitWait() {
    Instant[] full =
        Stream.iterate(NOON.minus(OUTAGE), time -> time.plus(SECOND))
            .limit(FireDecision.MAX_WAITING)
            .toArray(Instant[]::new);

    Decisions one = with(Overlap.QUEUE_ALL).runs(true).waiting(full).decide(NOON);

    assertThat(one.waiting).containsExactly(full);
    assertThat(one.decided)
        .containsExactly(
            new Decided(
                NOON, SKIPPED, "%d jobs wait already.".formatted(FireDecision.MAX_WAITING)));
  }

  @Test
  void ofSeveralTimesOnlyTheLatestCancelsOthers() {
    Decisions some = with(Overlap.CANCEL_OTHER).runs(true).decide(NOON.plus(MINUTE));

    assertThat(some.minutes(SKIPPED)).containsExactly(0L);
    assertThat(some.minutes(FIRED)).containsExactly(1L);
    assertThat(some.cancelsOthers).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0, 18", "LATEST, 1, 17", "ALL, 18, 0"})
  void anOutageIsMadeUpForAsTheDefinitionSays(CatchUp catchUp, int fired, int missed) {
    // due at noon and each ten minutes until 14:50; the last one is late by five minutes
    Decisions after =
        new Decisions(every(MINUTE.multipliedBy(10)).catchUp(catchUp)).decide(minute(175));

    assertThat(after.count(FIRED)).isEqualTo(fired);
    assertThat(after.count(MISSED)).isEqualTo(missed);
    assertThat(after.minutes(FIRED)).isSorted();
    if (catchUp == CatchUp.LATEST) {
      assertThat(after.minutes(FIRED)).containsExactly(170L);
    }
    assertThat(after.next).isEqualTo(minute(180));
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0", "LATEST, 0", "ALL, 0"})
  void whatIsOlderThanTheWindowIsMissed(CatchUp catchUp, int fired) {
    Decisions after =
        new Decisions(every(HOUR).catchUp(catchUp).window(MINUTE.multipliedBy(4)))
            .decide(minute(175));

    assertThat(after.count(FIRED)).isEqualTo(fired);
    assertThat(after.minutes(MISSED)).containsExactly(0L, 60L, 120L);
  }

  @Test
  void theWindowIncludesItsBegin() {
    Decisions after =
        new Decisions(every(HOUR).catchUp(CatchUp.ALL).window(MINUTE.multipliedBy(115)))
            .decide(minute(175));

    assertThat(after.minutes(MISSED)).containsExactly(0L);
    assertThat(after.minutes(FIRED)).containsExactly(60L, 120L);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "60000000, 1, 0", "60000001, 0, 1"})
  void aTimeIsOnTimeForAMinute(long lateMicros, int fired, int missed) {
    Decisions one =
        new Decisions(every(HOUR).catchUp(CatchUp.NONE).window(Duration.ZERO))
            .decide(NOON.plusNanos(lateMicros * 1_000));

    assertThat(one.count(FIRED)).isEqualTo(fired);
    assertThat(one.count(MISSED)).isEqualTo(missed);
  }

  @Test
  void theMinuteBeginsAfterTheJitter() {
    TestDefinition late = every(HOUR).catchUp(CatchUp.NONE).jitter(MINUTE.multipliedBy(50));
    Instant fireAt = new DueTimes("report", late.build()).fireAt(NOON);

    assertThat(fireAt).isAfter(minute(2)); // or the name and time prove nothing
    assertThat(new Decisions(late).decide(fireAt.minusNanos(1_000)).decided).isEmpty();
    assertThat(new Decisions(late).decide(fireAt.plus(MINUTE)).minutes(FIRED)).containsExactly(0L);
    assertThat(new Decisions(late).decide(fireAt.plus(MINUTE).plusNanos(1_000)).minutes(MISSED))
        .containsExactly(0L);
  }

  @Test
  void theLatestMissedTimesAreListedAndAllAreCounted() {
    Decisions after =
        new Decisions(every(MINUTE).catchUp(CatchUp.NONE)).decide(minute(180).plusSeconds(30));

    assertThat(after.passes).isOne();
    assertThat(after.count(MISSED)).isEqualTo(180);
    assertThat(after.decided).hasSize(101); // and the one that is on time
    assertThat(after.minutes(MISSED)).startsWith(80L).endsWith(179L).isSorted();
    assertThat(after.minutes(FIRED)).containsExactly(180L);
  }

  @ParameterizedTest
  @EnumSource
  void longOutagesAreDecidedInSeveralPasses(CatchUp catchUp) {
    Decisions after = new Decisions(every(SECOND).catchUp(catchUp)).decideAll(NOON.plus(OUTAGE));

    // 10,801 times, the last 61 of which are on time
    long fired = catchUp == CatchUp.ALL ? 10_801 : 61;
    assertThat(after.count(FIRED)).isEqualTo(fired);
    assertThat(after.count(MISSED)).isEqualTo(10_801 - fired);
    assertThat(after.decided).extracting(Decided::dueAt).doesNotHaveDuplicates().isSorted();
    assertThat(after.passes).isBetween(10, 110);
    assertThat(after.next).isEqualTo(NOON.plus(OUTAGE).plus(SECOND));
  }

  @Test
  void theLatestOfSeveralPassesIsTheLatestOfAll() {
    Decisions after =
        new Decisions(every(SECOND.multipliedBy(5)).catchUp(CatchUp.LATEST))
            .decideAll(NOON.plus(OUTAGE).plus(MINUTE.multipliedBy(2)).plusSeconds(3));
    long all = 3 * 720 + 24 + 1;

    assertThat(after.passes).isGreaterThan(2);
    assertThat(after.count(FIRED) + after.count(MISSED)).isEqualTo(all);
    assertThat(after.count(FIRED)).isEqualTo(12); // within the last minute

    Decisions ended =
        new Decisions(
                every(SECOND.multipliedBy(5)).catchUp(CatchUp.LATEST).endAt(NOON.plus(OUTAGE)))
            .decideAll(NOON.plus(OUTAGE).plus(MINUTE.multipliedBy(2)));

    assertThat(ended.minutes(FIRED)).containsExactly(180L);
    assertThat(ended.count(MISSED)).isEqualTo(3 * 720);
    assertThat(ended.next).isNull();
  }

  @Test
  void ofSeveralPassesOnlyTheLatestTimeCancelsOthers() {
    Decisions after =
        new Decisions(every(SECOND).catchUp(CatchUp.ALL).overlap(Overlap.CANCEL_OTHER))
            .runs(true)
            .decideAll(NOON.plus(OUTAGE));

    assertThat(after.count(FIRED)).isOne();
    assertThat(after.minutes(FIRED)).containsExactly(180L);
    assertThat(after.count(SKIPPED)).isEqualTo(10_800);
  }

  @Test
  void aDecisionIsBoundedWhateverTheOutcome() {
    for (Overlap overlap : Overlap.values()) {
      Decisions one =
          new Decisions(every(SECOND).catchUp(CatchUp.ALL).overlap(overlap))
              .runs(true)
              .decide(NOON.plus(OUTAGE));

      assertThat(one.decided).as(overlap.name()).hasSize(FireDecision.MAX_HANDLED);
      assertThat(one.next).as(overlap.name()).isEqualTo(NOON.plusSeconds(FireDecision.MAX_HANDLED));
    }
  }

  @Test
  void aScheduleEndsAfterItsGreatestNumberOfJobs() {
    Decisions three = new Decisions(every(MINUTE).maxFires(3).catchUp(CatchUp.ALL));
    three.decide(NOON).decideAll(minute(10));

    assertThat(three.minutes(FIRED)).containsExactly(0L, 1L, 2L);
    assertThat(three.next).isNull();
  }

  @Test
  void timesThatWaitAtTheEndOfAScheduleAreSkipped() {
    Decisions two =
        new Decisions(every(MINUTE).maxFires(1).overlap(Overlap.QUEUE_ALL))
            .waiting(minute(-2), minute(-1))
            .decide(NOON.minusNanos(1_000));

    assertThat(two.minutes(FIRED)).containsExactly(-2L);
    assertThat(two.minutes(SKIPPED)).containsExactly(-1L);
    assertThat(two.waiting).isEmpty();
    assertThat(two.next).isNull();
  }

  @Test
  void aRefusedJobIsNotOneOfTheGreatestNumber() {
    Decisions one = new Decisions(every(MINUTE).maxFires(1));
    one.submits = due -> !due.equals(NOON);

    one.decide(NOON);
    assertThat(one.minutes(REFUSED)).containsExactly(0L);
    assertThat(one.next).isEqualTo(minute(1));
    one.decide(minute(1));

    assertThat(one.minutes(FIRED)).containsExactly(1L);
    assertThat(one.next).isNull();
  }

  @Test
  void aRefusedJobDoesNotKeepTheNextOneFromFiring() {
    Decisions two = with(Overlap.SKIP);
    two.submits = due -> !due.equals(NOON);

    two.decide(minute(1));

    assertThat(two.minutes(REFUSED)).containsExactly(0L);
    assertThat(two.minutes(FIRED)).containsExactly(1L);
    assertThat(two.count(WAITING)).isZero();
  }
}
